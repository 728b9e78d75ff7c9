#pragma once

#include "base/result.h"

namespace lakeport::formats {

// To be called before Arrow's computations: they live in a library that must be told to register them. May be called
// any number of times, from any thread.
Status PrepareArrow();

}  // namespace lakeport::formats
