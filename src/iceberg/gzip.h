#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lakeport::iceberg {

// True for bytes that begin as every gzip file does, and no JSON text.
bool IsGzip(std::string_view bytes);

std::string Gzip(std::string_view bytes);
// CorruptData when `bytes` is not one whole gzip file, or holds more than `limit` bytes.
Result<std::string> Gunzip(std::string_view bytes, size_t limit);

}  // namespace lakeport::iceberg
