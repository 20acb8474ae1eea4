import type { Signs } from "../sign.ts";

/** How inference and video say that the graphics card or its driver cannot be used. */
export const GPU_DRIVER: Signs = {
  category: "gpu_driver",
  why: "the graphics card or its driver cannot be used",
  sure: `
    adding custom device * /dev/dri
    nvidia driver was not detected
    gpu functionality will not be available
    libonnxruntime_providers_cuda.so
    libcublaslt.so
    failed to create cudaexecutionprovider
    gpu not detected
    gpu was not found
    gpu was not detected
    no usable gpu
    could not find gpu
    cannot find gpu
    no gpus available
    gpus not found
    hardware acceleration * failed
    hwaccel * failed
    error initializing cuda
    error initializing nvml
    nvidia kernel module
    kernel module nvidia
    /dev/nvidia
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
    amdgpu * ring * timeout
    amdgpu * reset
    gpu reset
    gpu hang
    gpu hung
    gpu crashed
    gpu has been lost
    device lost
    vk_error_device_lost
    nvidia-uvm
    unable to determine the device handle
    no supported gpu
    failed to detect gpu
    failed to initialize cuda
    failed to initialise cuda
    cuda init * failed
    cuda initialisation
    error initialising cuda
    failed to load cuda
    rocm initialization
    failed to initialize rocm
    hip initialization
    no hip gpus are available
    no vulkan device
    no vulkan devices
    no suitable gpu
    unsupported compute capability
    minimum required nvidia driver
    failed to initialize hardware
    hardware device setup failed
    hardware device init
    no device available for decoder
    failed to open vdpau
    no usable encoder
    encoder not available * nvenc
    hardware encoder * not available
    hardware acceleration not available
    hardware acceleration is not available
    failed to initialize hwaccel
    hwaccel initialisation returned error
    tpu * not found
    coral * not found
    failed to create the nvml
    nvml * not found
    could not load nvml
    nvmlinit
    libnvidia
    rocm library
    no compatible rocm
    not compiled with cuda
    without cuda support
    compiled without cuda
    edgetpu was
    no edgetpu was detected
    no physical devices found
    mfx session
    libcudnn
    cudnn * cannot open shared object
    failed to discover gpu
    known gpu vendor
    nvidia gpu memory
    looking up nvidia gpu
    nvml library
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
    drm device
    amdgpu
    i915
    /dev/dri
    cudagetdevicecount
    gpu * failed
    gpu * unsupported
    driver * gpu
    gpu device
    compute capability
    gpu driver
    graphics driver
    vdpau
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
    nvidia runtime
  `,
  unless: `
    out of memory
    outofmemory
    out_of_memory
    allocate
    alloc_failed
    out of vram
    device memory
  `,
};
