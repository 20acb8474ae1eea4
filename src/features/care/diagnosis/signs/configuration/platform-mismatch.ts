import type { Signs } from "../sign.ts";

/** How the kernel, Docker and programs say that this is another processor than they were built for. */
export const PLATFORM_MISMATCH: Signs = {
  category: "platform_mismatch",
  why: "the program was built for another processor or machine",
  sure: `
    no match for platform in manifest
    no match for platform
    was found but does not match the specified platform
    not supported on this platform
    unsupported hardware
    this cpu
    processor does not support
    processor is not supported
    wrong architecture
    different architecture
    mach-o
    elf: not found
    not a dynamic executable
    instruction check fail
    does not support ssse3
    ssse3
    unsupported instruction
    invalid instruction
    missing required cpu
    cpu does not have
    exec format error
    cannot execute binary file
    no matching manifest for
    does not match the detected host platform
    requested image's platform
    image with reference * does not match the specified platform
    illegal instruction
    sigill
    illegal operand
    code=killed, status=4/ill
    exited with code 132
    exited with code: 132
    exit code 132
    exit status 132
    exit code: 132
    exitcode":132
    "exitcode": 132
    restarting (132)
    exited (132)
    code 132
    signal: illegal instruction
    trap invalid opcode
    cpu does not support x86-64-v2
    cpu does not support x86-64-v3
    cpu does not support
    fatal glibc error: cpu
    requires a cpu with avx
    cpu with avx support
    avx instructions
    avx2 instructions
    does not support avx
    doesn't support avx
    lack * avx
    requires avx
    requires avx2
    avx2 is not supported
    avx is not supported
    lacks * sse
    armv8.2-a
    requires armv8.2
    wrong elf class
    elfclass32
    elfclass64
    invalid elf header
    file not recognized: file format not recognized
    qemu: uncaught target signal
    uncaught target signal
    rosetta error
    unsupported system page size
    jemalloc * page size
    unsupported page size
    page size * not supported
    bad cpu type in executable
    incompatible architecture
    unsupported architecture
    architecture not supported
    unsupported platform
    platform not supported
    unsupported os/arch
    not supported on arm+
    unsupported cpu
    cpu is not supported
    cpu type * not supported
    operating system cannot be used on this platform
    no image found in manifest list for architecture
    no image found in image index for architecture
    image operating system "linux" cannot be used
    is not a valid win32 application
    ld-linux-x86-64.so.2: no such file
    ld-linux-x86-64.so.2
    ld-linux-aarch64
    could not open '/lib64/ld-linux
    error loading shared library ld-linux
    cgroup v2 * not supported
    kernel too old
    kernel version * not supported
    seccomp * not supported
    signal=ill
    status=4/ill
    illegal instruction (core dumped)
    not a valid application for this os
    wrong elf
    wrong machine type
    architecture mismatch
    architecture * does not match
    built for a different architecture
    no prebuilt binar+
    unsupported arch
    unsupported arm
    not available for your platform
    not available for this platform
    not available for your architecture
    is not supported on this architecture
    does not support your architecture
    no manifest * platform
    manifest * platform * not found
    no child with platform
    does not provide the specified platform
    does not match the expected platform
    platform mismatch
    platform does not match
    missing cpu feature
    cpu is missing
    does not support the required instruction
    requires sse
    requires x86-64-v+
    x86-64-v3
    isa level
    cpu isa level
    rollup-linux+
    linux-arm64 * not found
    module using the linux+
    binary is for
    processor * lacks
    lacks avx+
    needs avx+
    avx2
    cannot execute: required file not found
    host is armhf
    required cpu features
  `,
  likely: `
    x86-64-v2
    x86-64-v3
    avx support
    no avx
    without avx
    sse4
    sse 4.2
    popcnt
    elf header
    qemu-x86_64
    qemu-aarch64
    qemu-arm
    rosetta
    binfmt
    image platform
    choosing image instance
    image operating system
    invalid opcode
    compiled to use avx
    the tensorflow library was compiled to use
    ld-musl
    unsupported kernel
    your cpu
    lse atomics
    cpu features
    core dumped * instruction
    cannot find ld-linux
    signal: illegal
    32-bit
    cpu architecture
    qemu user
    qemu-user
    binfmt_misc
    not built for
  `,
  hint: `
    linux/amd64
    linux/arm64
    linux/arm64/v8
    linux/arm/v7
    aarch64
    armv7
    arm64
    amd64
    cgroup v1
    instruction set
    neon
  `,
  unless: `
    download+
    pulling from
    go version
    starting * linux
    platform=linux
    os/arch
    vm.max_map_count
    built with
    compiled by
    node_exporter
    userpolicy
    postgresql * on x86
    user-agent
    this tensorflow binary is optimized
  `,
};
