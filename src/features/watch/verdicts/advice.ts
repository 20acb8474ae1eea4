import type { Cause } from "./judgement/judge.ts";

interface Words {
  /** How a group of containers with this cause is headed. */
  title: string;
  /** What a person can do about it; null when there is nothing to do. */
  advice: string | null;
}

const WORDS: Readonly<Record<Cause, Words>> = {
  healthy: { title: "Their check passes", advice: null },
  answers: { title: "They answer", advice: null },
  unchecked: { title: "Nobody checks them", advice: "Give them a health check, or an address with the label hydra.probe." },
  starting: { title: "They are starting", advice: null },
  paused_by_person: { title: "Paused", advice: null },
  stopped_by_person: { title: "Stopped by somebody", advice: null },
  stopped_by_docker: {
    title: "Ended when Docker stopped, and not started again",
    advice: "Start them, and give them a restart policy (unless-stopped), so that Docker brings them back by itself.",
  },
  finished: { title: "Finished jobs", advice: null },
  job_failed: { title: "Jobs that ended with an error", advice: "Read their last lines with `hydra logs NAME`." },
  never_started: { title: "Created and never started", advice: "Start them, or remove them." },
  engine_lost: { title: "Their engine does not answer", advice: "See `hydra doctor`." },
  check_command_missing: {
    title: "The command of the check does not exist in the image",
    advice: "Use a command that the image has (wget of busybox, the service's own client), or install the missing one.",
  },
  check_shell_missing: {
    title: "The check needs a shell, and the image has none",
    advice: "Write the check as CMD with a program that the image has.",
  },
  check_not_executable: {
    title: "The command of the check may not be executed",
    advice: "Make it executable, or run it by its interpreter.",
  },
  check_too_slow: {
    title: "The check is given too little time",
    advice: "Raise its timeout, and its start_period if the service starts slowly.",
  },
  check_wrong_port: { title: "The check asks on a port where nothing listens", advice: "Ask on the port that answers." },
  check_wrong_path: { title: "The check asks for a path that does not exist", advice: "Ask for the path that this version serves." },
  check_wrong_address: {
    title: "The check asks under an address where the service does not listen",
    advice: "Ask 127.0.0.1 instead of localhost (which may mean ::1), or let the service listen there.",
  },
  check_unauthorized: {
    title: "The check has no right to ask",
    advice: "Ask for a path that needs no login, or give the check its credentials.",
  },
  check_tls: {
    title: "The check does not accept the certificate",
    advice: "Let the check ask without verifying, or over plain HTTP inside the container.",
  },
  check_syntax: { title: "The command of the check is not written correctly", advice: "Correct its words: its own output says where." },
  check_broken: {
    title: "The check fails though the service answers",
    advice: "Run the check's command by hand in the container and read what it says.",
  },
  crash_loop: { title: "Crashing again and again", advice: "Read the last lines before the end with `hydra logs NAME`." },
  crashed: { title: "Crashed", advice: "Read its last lines with `hydra logs NAME`; give it a restart policy if it should come back." },
  out_of_memory: { title: "Out of memory", advice: "Raise its memory limit, or find out what grows." },
  cannot_start: { title: "Docker cannot start them", advice: "Docker's own words say why: a port that is taken, a missing file or image." },
  hung: { title: "Hanging: stopped in their tracks", advice: "Continue the program (signal CONT), or restart it." },
  check_fails: {
    title: "Their check passed before and fails now",
    advice: "Read its log; a restart may help once. An address to ask (label hydra.probe) would make it sure.",
  },
  not_answering: { title: "Not answering", advice: "Read its log; a restart may help once." },
  says_unwell: {
    title: "They say themselves that they are not well",
    advice: "Their own answer or log says what is missing, often a dependency.",
  },
  unverified: { title: "Not known for sure", advice: "Tell Hydra an address to ask: label hydra.probe, or a correction." },
  ended: { title: "Ended by a signal", advice: null },
};

export function titleOf(cause: Cause): string {
  return WORDS[cause].title;
}

export function adviceFor(cause: Cause): string | null {
  return WORDS[cause].advice;
}
