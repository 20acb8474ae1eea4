import type { Signs } from "./sign.ts";

/** Graphics cards, their memory and drivers, and the models that run on them. */
export const INFERENCE: readonly Signs[] = [
  {
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
    `,
    likely: `
      tried to allocate
      offload * layers * memory
      kv cache * memory
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
      vram recovery
      gpu vram
      vram recover+
      entering low vram mode
      set vram state to
      out of memory: killed process
    `,
  },
  {
    category: "gpu_driver",
    why: "the graphics card or its driver cannot be used",
    sure: `
      failed to set value * init_hw_device
      could not dynamically load cuda
      driver/library version mismatch
      failed to initialize nvml
      nvml: driver
      nvml error
      nvml.so * not found
      libnvidia-ml.so
      libcuda.so
      libcudart.so
      libcublas.so
      libcudnn.so
      nvidia-smi has failed
      couldn't communicate with the nvidia driver
      could not communicate with the nvidia driver
      nvidia-container-cli
      could not select device driver
      unknown or invalid runtime name: nvidia
      unknown runtime specified nvidia
      unresolvable cdi devices
      cuda driver version is insufficient
      cuda driver initialization failed
      cuda initialization
      cuda_error_no_device
      cuda_error_unknown
      cuda_error_not_initialized
      cuda_error_system_driver_mismatch
      cuda_error_compat_not_supported_on_device
      cuda_error_invalid_device
      cuda_error_ecc_uncorrectable
      cudaerrorinsufficientdriver
      cudaerrornodevice
      cudaerrorunknown
      cudageterrorstring
      no cuda-capable device
      no cuda gpus are available
      no cuda runtime is found
      no cuda devices
      no nvidia gpu
      no nvidia driver
      found no nvidia driver
      nvidia driver on your system is too old
      nvidia driver * too old
      driver version * too old
      torch not compiled with cuda enabled
      assertionerror: torch not compiled with cuda
      torch.cuda.is_available() * false
      cuda is not available
      cuda not available
      cuda error: no kernel image is available
      no kernel image is available for execution
      cuda error: unknown error
      cuda error: invalid device
      cuda error: device-side assert
      cuda error: an illegal memory access
      illegal memory access
      unspecified launch failure
      cuda error: unspecified
      sm_120 is not compatible
      is not compatible with the current pytorch installation
      unsupported gpu
      gpu not supported
      gpu is not supported
      no gpu detected
      no gpu found
      no gpus found
      no compatible gpus were discovered
      no compatible gpu
      unable to load cuda
      unable to load cudart
      error loading nvidia driver
      gpu has fallen off the bus
      nvrm: xid
      uvm * failed
      hsa_status_error
      hiperrornobinaryforgpu
      hip error: no device
      hiperrorinvaliddevice
      hiperrorinvaliddevicefunction
      no rocm-capable device
      rocblas error: cannot read
      amdgpu version file missing
      amdgpu driver
      unable to open /dev/kfd
      no amd gpu
      hsa_override_gfx_version
      /dev/dri/renderd128
      renderd128 * permission
      failed to initialise vaapi
      failed to initialize vaapi
      failed to initialise a vaapi
      vainitialize failed
      no va display found
      libva error
      cannot load libcuda
      cannot load libnvcuvid
      cannot load libnvidia-encode
      driver does not support the required nvenc api version
      minimum required nvidia driver for nvenc
      openencodesessionex failed
      no nvenc capable devices found
      no capable devices found
      device creation failed * cuda
      failed to open the drm device
      failed to set value * hwaccel
      error creating a mfx session
      failed to create a vulkan
      vk_error_incompatible_driver
      vkenumeratephysicaldevices
      no opencl
      clgetplatformids
      unable to detect nvidia
      could not load dynamic library 'libcu+
      cannot dlopen some gpu libraries
      skipping registering gpu devices
      failed call to cuinit
      cuda_visible_devices * invalid
      cudnn_status_not_initialized
      cublas_status_not_initialized
      cublas_status_arch_mismatch
      failed to get device handle
      edgetpu * failed
      no edgetpu
      failed to load delegate from libedgetpu
      nvidia-persistenced
      gpu access blocked by the operating system
      wsl * libcuda
      system has unsupported display driver
      device plugin * nvml
      torch.cuda.deferredcudacallerror
      the provided ptx was compiled with an unsupported toolchain
      forward compatibility was attempted on non supported hw
      device kernel image is invalid
      failed to infer device type
    `,
    likely: `
      libcudnn+
      cuinit
      /dev/kfd
      nvidia docker
      nvidia-container-runtime
      libva: /usr
      gpu is lost
      xid (pci
      nvrm
      cuda unavailable
      cuda error
      cuda failure
      hip error
      rocm * error
      rocm * not found
      gpu * not found
      gpu * not available
      gpu watchdog
    `,
    hint: `
      nvidia driver
      nvml
      nvidia-smi
      nvenc
      vaapi
      quicksync
      qsv
      cuda version
      gpu discovery
      no device found
      cuda
      nvidia
      rocm
    `,
    unless: `
      out of memory
      outofmemory
      out_of_memory
    `,
  },
  {
    category: "model_missing",
    why: "the model that it needs is not there",
    sure: `
      model * not found, try pulling it first
      try pulling it first
      model * not found
      model not found
      model_not_found
      model does not exist
      model * does not exist
      the model * does not exist
      modelnotfounderror
      modelnotfoundexception
      no such model
      no model found
      no models found
      no model named
      unknown model
      pull model manifest: file does not exist
      model file not found
      model file does not exist
      error loading model: failed to open
      failed to open * .gguf
      failed to load model * .gguf
      gguf_init_from_file: failed to open
      .gguf * no such file
      .safetensors * no such file
      .ckpt * no such file
      .onnx * no such file
      onnx * file doesn't exist
      failed * load model * no such file
      load model from * failed * doesn't exist
      is not a local folder and is not a valid model identifier
      not a valid model identifier
      repository not found for url: https://huggingface.co
      repositorynotfounderror
      entrynotfounderror
      localentrynotfounderror
      does not appear to have a file named
      can't load tokenizer for
      can't load the configuration of
      can't load the model for
      can't load config for
      couldn't find * in the cached files
      cannot find the requested files in the local cache
      we couldn't connect to 'https://huggingface.co'
      no file named pytorch_model.bin
      no file named model.safetensors
      error no file named
      checkpoint * not found
      checkpoint not found
      lora * not found
      vae * not found
      value not in list: ckpt_name
      value not in list: unet_name
      value not in list: vae_name
      value not in list: clip_name
      value not in list: lora_name
      voice * not found
      embedding model * not found
      model path does not exist
      invalid model path
      no checkpoints found
      model weights * not found
      model * is not found
      piper * voice * unavailable
    `,
    likely: `
      no such file or directory * models
      no such file or directory * .gguf
      value not in list
      no model loaded
      model is not loaded
      missing model
      unable to load model
      model is not available
      failed to load model
      error loading model
      failed to find model
      could not find model
      could not load model
      cannot find model
      model * missing
      model * unavailable
    `,
    unless: `
      sequelize
      django
      prisma
      mongoose
      eloquent
      no query results for model
    `,
  },
];
