import type { Signs } from "../sign.ts";

/** How an end sounds that nothing else explains. */
export const CRASH_LOOP: Signs = {
  category: "crash_loop",
  why: "it ends again and again",
  sure: `
    crashloopbackoff
    crash loop
    back-off restarting failed container
    start request repeated too quickly
    entered fatal state, too many start retries too quickly
    too many start retries
    restart loop
    restarting too quickly
    restarts too frequently
    keeps restarting
    segmentation fault
    general protection fault
    sigsegv
    restart counter is at
    scheduled restart job
    failed with result 'exit-code'
    gave up:
    exited with code * (restarting)
    status=11/segv
    signal=segv
  `,
  likely: `
    restarting (1)
    restarting (2)
    restarting (139)
    exited with code 139
    segmentation fault
    segfault
    sigsegv
    stack smashing detected
    assertion failed
    aborted (core
    core dumped
    will be restarted
    sigabrt
    segfault at
  `,
  hint: `
    index out of range
    null pointer
    nil pointer dereference
    exited unexpectedly
    core dumped
    unhandledpromiserejection
    exited:
    main process exited
    stopped unexpectedly
    nil pointer
  `,
  unless: `
    exited with code 0
    exit status 0
    exit code 0
    exited with code 137
    exited with code 132
    exited with code 143
    illegal instruction
    status=4/ill
    out of memory
    qemu
    glibc
    page size
  `,
};
