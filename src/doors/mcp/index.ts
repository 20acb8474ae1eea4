export { mcpHandler } from "./handler.ts";
