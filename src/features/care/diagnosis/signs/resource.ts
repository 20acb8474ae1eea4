import type { Signs } from "./sign.ts";

/** Room on disks, memory, ports. */
export const RESOURCE: readonly Signs[] = [
  {
    category: "disk_full",
    why: "there is no room left where it writes",
    sure: `
      error code 28
      got error 28
      no space left on device
      no space left
      enospc
      os error 28
      errno 28
      errno: 28
      errcode: 28
      (28: no space
      disk full
      disk is full
      disk was full
      database or disk is full
      sqlite_full
      disk quota exceeded
      edquot
      not enough disk space
      not enough free disk space
      not enough space
      not enough free space
      insufficient disk space
      insufficient free space
      insufficient space
      insufficient storage
      507 insufficient storage
      out of disk space
      out of disk
      out of space
      low on disk space
      low disk space
      disk space is low
      disk usage exceeded
      disk watermark
      flood stage
      flood-stage
      high watermark * exceeded
      read-only-allow-delete
      read_only_allow_delete
      cluster_block_exception
      there is not enough space on the disk
      no free space
      no more space
      no disk space
      free space is too low
      disk space * below
      minimum free drive threshold
      drive full
      storage reached its minimum free drive threshold
      storage full
      storage is full
      xminiostoragefull
      filesystem is full
      file system is full
      file system full
      volume is full
      device is full
      disk free limit
      free disk space * insufficient
      free disk space insufficient
      resource alarm: disk
      disk resource limit alarm
      could not extend file
      could not write to file * space
      hint: check free disk space
      space on the device
      system limit for number of file watchers reached
      user limit on total number of inotify watches
      no usable temporary directory
      no usable temporary file name
      diskfullexception
      logsegment * no space
      write error (disk full?)
      write error: no space
      table * is full
      disk threshold
      used disk space * exceeded
      no inodes
      out of inodes
      stopping writes because disk
      disk is almost full
      disk almost full
      drive is full
    `,
    likely: `
      disk space
      space left
      diskspace
      quota exceeded * bytes
    `,
    hint: `
      is full
      free space
    `,
    unless: `
      queue is full
      buffer is full
      pool is full
      channel is full
      cache is full
      free disk space: ok
      memory space
      enough disk space available
      shared memory segment
      /dev/shm
    `,
  },
  {
    category: "out_of_memory",
    why: "it ran out of memory",
    sure: `
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
    `,
    hint: `
      killed
      memory pressure
      heap size
      low memory
      memory
      swap
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
    `,
  },
  {
    category: "port_conflict",
    why: "the port that it wants is taken",
    sure: `
      eaddrinuse
      address already in use
      address in use
      address is already in use
      addrinuse
      port is already allocated
      port is already in use
      port already in use
      port * is already allocated
      port * is already in use
      port * already in use
      port * was already in use
      port * is in use
      port * is taken
      port * is not available
      port * is unavailable
      port * in use by
      port is in use
      ports are not available
      ports are already
      bind: address
      bind() to * failed (98
      bind exception
      bindexception
      java.net.bindexception
      only one usage of each socket address
      failed to bind to port
      failed to bind port
      failed to bind host port
      could not bind to port
      could not bind to address
      cannot bind to port
      unable to bind to port
      unable to bind * port
      can't start server: bind on tcp/ip port
      do you already have another * server running on port
      is another postmaster already running on port
      another instance * is using port
      another process is already listening
      already listening on port
      address already bound
      os error 98
      errno 98
      errno 48
      error code: 98
      (98: address
      (98)address
      wsaeaddrinuse
      starting userland proxy: listen
      error starting userland proxy
      programming external connectivity on endpoint
      listen tcp * bind
      listen udp * bind
      make_sock: could not bind
      port conflict
      port conflicts
      no listening sockets available
      could not create any tcp/ip sockets
      web server failed to start. port
      failed to listen on * in use
    `,
    likely: `
      conflicts with existing
      port in use
      bind failed
      failed to bind
      could not bind
      cannot bind
      unable to bind
      can't bind
      could not listen on
      failed to start listener
      the container name * is already in use
      already running on port
      is already in use by something else
    `,
    unless: `
      permission denied
      permission_denied
      errno 13
      eacces
      bind mount
      ldap
      cannot assign requested address
      bind source path
      eaddrnotavail
      bind dn
    `,
  },
];
