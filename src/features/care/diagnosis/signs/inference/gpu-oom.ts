import type { Signs } from "../sign.ts";

/** How inference says that the memory of the graphics card is full. */
export const GPU_OOM: Signs = {
  category: "gpu_oom",
  why: "the memory of the graphics card is full",
  sure: `
    unable to allocate cuda+
    cuda out of memory
    cuda error: out of memory
    cuda error 2: out of memory
    cuda runtime error (2)
    cuda_error_out_of_memory
    cudaerrormemoryallocation
    cudamalloc failed: out of memory
    cudamalloc failed
    cumemcreate * failed
    hip out of memory
    hip error: out of memory
    hiperroroutofmemory
    hipmalloc failed
    rocm * out of memory
    xpu out of memory
    mps backend out of memory
    torch.outofmemoryerror
    torch.cuda.outofmemoryerror
    cuda.outofmemoryerror
    outofmemoryerror: cuda
    outofmemoryerror: hip
    outofmemoryerror: allocation on device
    allocation on device
    got an oom, unloading all loaded models
    of which * is free * allocated by pytorch
    is allocated by pytorch
    pytorch_cuda_alloc_conf
    pytorch_hip_alloc_conf
    no available memory for the cache blocks
    larger than the maximum number of tokens that can be stored in kv cache
    insufficient vram
    not enough vram
    out of vram
    vram * exhausted
    requires more vram
    not enough gpu memory
    not enough memory on gpu
    insufficient gpu memory
    gpu out of memory
    gpu memory exhausted
    gpu memory is insufficient
    gpu_memory_utilization
    free memory on device * less than desired gpu memory utilization
    failed to allocate * on device
    failed to allocate * cuda
    failed to allocate * vulkan
    failed to allocate cuda
    failed to allocate compute pp buffers
    ggml_backend_cuda_buffer_type_alloc_buffer
    ggml_gallocr_reserve_n: failed to allocate cuda
    ggml_cuda * out of memory
    unable to allocate cuda
    unable to allocate rocm
    erroroutofdevicememory
    vk_error_out_of_device_memory
    cublas_status_alloc_failed
    cudnn_status_alloc_failed
    cudnn_status_not_supported * memory
    oom when allocating tensor
    resource exhausted: oom when allocating
    resourceexhaustederror: oom
    bfcarena::allocaterawinternal
    failed to allocate memory for requested buffer
    bfc_allocator
    cannot allocate * gpu
    gpu ran out of memory
    cuda kernel * out of memory
    ran out of memory trying to allocate
    kiogpucommandbuffercallbackerroroutofmemory
    insufficient memory * metal
    exceeds gpu memory
    cuda failure 2
    tried to allocate * gpu
    cufft_alloc_failed
    [trt] * outofmemory
    [trt] * out of memory
    tensorrt * out of memory
    cuda * outofmemory
    cuda * not enough memory
    cudahostalloc
    failed to allocate kv cache
    failed to allocate buffer for kv cache
    kv cache is not large enough
    kv cache * too small
    no memory left on gpu
    video memory
    gpu memory is full
    exceeds available vram
    gpu memory * exceeded
    exceeded * gpu memory
    estimated memory * vram
    does not fit * gpu
    does not fit * vram
    fit in gpu memory
    fit in vram
    device ran out of memory
    outofdevicememory
    out of device memory
    out_of_device_memory
    cublas * alloc
    cudnn * alloc
    nvenc * out of memory
    mem-fraction-static
    out of memory * gpu
    gpu * out of memory
    would exceed allowed memory
    currently allocated :
    cudacall * out of memory
    cuda failure * out of memory
    context: failed to allocate
    mps backend
    mps allocated
  `,
  likely: `
    tried to allocate
    offload * layers * memory
    kv cache * memory
    gpu * out of memory
    gpu * outofmemory
    reduce * gpu
    free * vram
    [trt] * memory
  `,
  hint: `
    vram
    gpu memory
    total capacity of
  `,
  unless: `
    gpu memory detected
    total vram
    vram usage ok
    vram:
    entering low vram mode
    set vram state to
    out of memory: killed process
  `,
};
