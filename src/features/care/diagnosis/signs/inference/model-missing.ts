import type { Signs } from "../sign.ts";

/** How inference says that a model is not there. */
export const MODEL_MISSING: Signs = {
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
    open file 'model.bin'
    unable to open file * model
    failed to load * model * no such file
    detection model * no such file
    model * no such file
    could not find * model
    cannot find * model
    can't find * model
    unable to find * model
    model * could not be found
    model * not exist
    model is not found
    no model files found
    model files not found
    missing model file
    file * .gguf * not found
    .gguf * not found
    .gguf * does not exist
    .safetensors * not found
    .safetensors * does not exist
    .onnx * not found
    .onnx * does not exist
    .pt * no such file
    .pth * no such file
    model.bin * no such file
    no such file or directory: * .pt
    no model with
    model * not installed
    model * not available
    model * not been downloaded
    model * has not been downloaded
    model not downloaded
    model is not downloaded
    not a valid model
    invalid model name
    invalid model
    404 * huggingface
    not found on hugging face
    not found on huggingface
    repo not found
    repository not found * huggingface
    deployment * not found
    the api deployment for this resource does not exist
    no healthy deployments
    no endpoints found for
    no deployments available
    tokenizer * not found
    wake word model * not found
    no models available
    model list is empty
    please download the model
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
    download the model
  `,
  unless: `
    sequelize
    django
    prisma
    mongoose
    eloquent
    no query results for model
    unknown model architecture
    model architecture
    django.db
    graphics card
  `,
  hint: `
    model weights
  `,
};
