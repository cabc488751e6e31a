/* A stand-in for NVIDIA's NVML that plays recorded answers, for machines without a GPU. Which ones, the environment
   variable RECORDED_NVML says. Built with -DOLD it lacks the functions that old drivers lack. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int gpu, memory; } load_t;

enum { SUCCESS = 0, NOT_SUPPORTED = 3, DRIVER_NOT_LOADED = 9, GPU_IS_LOST = 15, VERSION_MISMATCH = 18, UNKNOWN = 999 };

static int plays(const char *recording)
{
    const char *asked = getenv("RECORDED_NVML");
    return asked != NULL && strcmp(asked, recording) == 0;
}

static int say(char *text, unsigned int length, const char *words)
{
    strncpy(text, words, length);
    return SUCCESS;
}

int nvmlInit_v2(void)
{
    if (plays("hangs"))
        sleep(600);
    return plays("driver-not-loaded") ? DRIVER_NOT_LOADED : plays("mismatch") ? VERSION_MISMATCH
        : plays("unknown") ? UNKNOWN : SUCCESS;
}

int nvmlShutdown(void) { return SUCCESS; }

const char *nvmlErrorString(int code) { return code == UNKNOWN ? "Unknown Error" : "Recorded Error"; }

int nvmlSystemGetDriverVersion(char *text, unsigned int length)
{
    return say(text, length, plays("old-driver") ? "470.256.02" : "550.54.15");
}

#ifndef OLD
int nvmlSystemGetCudaDriverVersion_v2(int *version)
{
    *version = 12040;
    return SUCCESS;
}
#endif

int nvmlDeviceGetCount_v2(unsigned int *count)
{
    *count = plays("none") ? 0 : 2;
    return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device)
{
    *device = (void *)(size_t)(index + 1);
    return plays("lost") && index == 0 ? GPU_IS_LOST : SUCCESS;
}

int nvmlDeviceGetName(void *device, char *text, unsigned int length)
{
    return say(text, length, device == (void *)1 ? "NVIDIA GeForce RTX 4090" : "NVIDIA H200");
}

int nvmlDeviceGetUUID(void *device, char *text, unsigned int length)
{
    return say(text, length, device == (void *)1 ? "GPU-11111111" : "GPU-22222222");
}

int nvmlDeviceGetMemoryInfo(void *device, memory_t *memory)
{
    memory->total = (device == (void *)1 ? 24564ULL : 143771ULL) << 20;
    memory->used = 500ULL << 20;
    memory->free = memory->total - memory->used;
    if (plays("no-memory"))
        *memory = (memory_t){ 0 };
    return plays("lost-later") && device == (void *)2 ? GPU_IS_LOST : SUCCESS;
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned int *celsius)
{
    *celsius = 41;
    return sensor == 0 ? SUCCESS : NOT_SUPPORTED;
}

int nvmlDeviceGetUtilizationRates(void *device, load_t *load)
{
    *load = (load_t){ .gpu = 7, .memory = 3 };
    return device == (void *)1 ? SUCCESS : NOT_SUPPORTED;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned int *milliwatts)
{
    *milliwatts = 61500;
    return SUCCESS;
}
