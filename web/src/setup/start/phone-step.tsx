import { Link } from "wouter";
import { words } from "../../text/setup.ts";

export function PhoneStep() {
  return (
    <p className="text-sm">
      <span className="text-soft">{words.start.phone.how}</span>{" "}
      <Link href="/setup/phone" className="underline underline-offset-2">
        {words.start.phone.open}
      </Link>
    </p>
  );
}
