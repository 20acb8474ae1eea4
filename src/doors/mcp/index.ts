export { mcpHandler, type McpHandler } from "./handler.ts";
