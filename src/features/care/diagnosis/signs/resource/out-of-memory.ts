import type { Signs } from "../sign.ts";

/** How services and the kernel say that memory ran out. */
export const OUT_OF_MEMORY: Signs = {
  category: "out_of_memory",
  why: "it ran out of memory",
  sure: `
    out of memory allocating
    redis aborting for out of memory
    oom_reaper
    cannot allocate * bytes
    failed to allocate * bytes of memory
    out of memory
    out-of-memory
    outofmemoryerror
    outofmemoryexception
    oom-kill
    oom-killed
    oom killed
    oomkilled": true
    oomkilled
    oom_kill
    oom killer
    oom-killer
    invoked oom-killer
    memory cgroup out of memory
    killed process
    cannot allocate memory
    could not allocate memory
    can't allocate memory
    failed to allocate memory
    failed to map segment
    unable to allocate
    not enough memory
    insufficient memory
    enomem
    errno 12
    errno=12
    os error 12
    std::bad_alloc
    bad_alloc
    bad allocation
    memoryerror
    memory exhausted
    memory allocation of * failed
    memory allocation failed
    memory limit exceeded
    memory limit reached
    memory limit (total) exceeded
    exceeded memory limit
    allowed memory size of
    heap out of memory
    java heap space
    javascript heap
    gc overhead limit exceeded
    metaspace
    native memory allocation (mmap) failed
    os::commit_memory
    ineffective mark-compacts near heap limit
    allocation failed - javascript heap
    reached heap limit
    fatal process out of memory
    oom command not allowed
    used memory > 'maxmemory'
    can't save in background: fork
    fork: cannot allocate memory
    fork: resource temporarily unavailable
    could not fork * cannot allocate memory
    out of swap
    virtual memory exhausted
    runtime: out of memory
    fatal error: runtime: cannot allocate
    worker * was sent sigkill! perhaps out of memory
    perhaps out of memory
    shared memory segment
    could not resize shared memory segment
    insufficient shared memory
    not enough memory for
    model requires more system memory
    requires more system memory
    killed (oom
    oom
    unable to create new native thread
    pthread_create failed
    worker * died * oom
    memory usage * exceeds
    resource alarm: memory
    memory resource limit alarm
    defaultcpuallocator
    cpuallocator: not enough memory
    dataloader worker * killed
    dataloader worker * exited unexpectedly
    xmalloc: cannot allocate
    bus error * shared memory
    bus error * shm
    out of memory error
    ran out of memory
    run out of memory
    no memory available
    no more memory
    not enough physical memory
    memory limit has been exceeded
    exceeded its memory limit
    memory capacity exceeded
    insufficient system memory
    failed to allocate * bytes
    malloc failed
    malloc: failed
    mmap failed: cannot allocate
    killed due to memory
    killed by the oom
    std::length_error
    fatal error: out of memory
    terminated by signal 9
    killed by signal 9
    was killed by signal: 9
    killed by signal: killed
    received sigkill
    allocated memory exceeds
    circuitbreakingexception
    outofdirectmemoryerror
    direct buffer memory
    circuit breaking exception
    [parent] data too large
    exited with 'signal 9
    signal sigkill
    insufficient memory for
    not enough shm
    shm_size
    shm size
    shm memory
    increase shm
    /dev/shm
    out of memory (needed
    unable to allocate cpu buffer
    could not map anonymous shared memory
    killed as a result of limit
    unable to create native thread
    got signal 9
    capacity overflow
    exceeded memory
  `,
  likely: `
    memory_limit
    shmget
    heap limit
    memory limit of
    exited with code 137
    exit code 137
    exit status 137
    exitcode=137
    exitcode":137
    "exitcode": 137
    code 137
    signal 9 (killed)
    cannot reserve enough space
    overcommit_memory
    signal 9
    sigkill
    signal: killed
    exited with 137
    (137)
    not enough ram
    exceeds available memory
    memory cgroup
    data too large
    allocation of * failed
    insufficient system resources
    memory budget
    signal 9 (sigkill)
    perhaps out of memory
    low memory
    mem limit
    memory exceeded
    memory pressure:
  `,
  hint: `
    killed
    memory pressure
    heap size
    low memory
    sigkill
    bus error
  `,
  unless: `
    vulkan+
    cuda+
    cuda
    hip out of memory
    rocm
    gpu
    vram
    vulkan
    metal
    cublas
    cudamalloc
    torch.outofmemoryerror
    allocation on device
    kv cache
    ggml_backend_cuda
    device memory
    overcommit_memory is set to 0
    memory overcommit must be enabled
    got an oom, unloading
    gib is allocated by pytorch
    [trt]
    tensorrt
    unable to open database file
    unsupported system page size
    mem-fraction-static
    on gpu
    may cause
    mps
  `,
};
