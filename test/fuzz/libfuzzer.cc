// What libFuzzer calls, for the one target that LAKEPORT_FUZZ_TARGET names.
#include <cstddef>
#include <cstdint>

#include "targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  lakeport::fuzz::LAKEPORT_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
