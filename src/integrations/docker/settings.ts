import { z } from "zod";
import { messageOf } from "../../kernel/errors.ts";
import { settings } from "../../kernel/keys.ts";
import { parseAddress } from "./address.ts";

const TlsFiles = z.strictObject({
  caFile: z.string().min(1).describe("certificate authority that signed the engine's certificate"),
  certFile: z.string().min(1).describe("certificate of this client"),
  keyFile: z.string().min(1).describe("key of this client's certificate"),
});
export type TlsFiles = z.output<typeof TlsFiles>;

const AddressText = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      parseAddress(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: messageOf(error) });
    }
  });

const HostSetting = z.strictObject({
  name: z.string().min(1).max(64).optional().describe("name of the node; by default the engine tells its own"),
  address: AddressText.describe("unix:///path, tcp://host:port or ssh://user@host:port"),
  tls: TlsFiles.optional().describe("for tcp: files of the certificates"),
});
export type HostSetting = z.output<typeof HostSetting>;

export const dockerSettings = settings(
  "docker",
  z.strictObject({
    hosts: z.array(HostSetting).default([]).describe("Docker engines; by default DOCKER_HOST or the socket of this machine"),
    watchOnly: z.boolean().default(false).describe("never change anything on any engine: the client is built without write verbs"),
  }),
);
