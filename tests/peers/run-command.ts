import { execFile } from "node:child_process";

export interface SystemUser {
  uid: number;
  gid: number;
}

/** Run a program to its end. @returns its standard output @throws Error with its standard error */
export function runCommand(command: string, ...args: readonly string[]): Promise<string> {
  return runCommandAs(null, command, ...args);
}

/** The same as another user; null: as this one. */
export function runCommandAs(user: SystemUser | null, command: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { encoding: "utf8", maxBuffer: 16 << 20, ...user }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(" ")}: ${stderr.trim() === "" ? error.message : stderr.trim()}`));
    });
  });
}
