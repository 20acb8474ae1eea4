/** `containers.restartAll` → `containers_restart_all`: the names that models know tools by. */
export function toolNameOf(operation: string): string {
  return operation.replace(".", "_").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
