#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <orc_metadata.pb.h>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// ORC's compression kinds, by their numbers in the format.
enum class OrcCompression : uint32_t { kNone = 0, kZlib = 1, kSnappy = 2, kLzo = 3, kLz4 = 4, kZstd = 5 };

// Undoes the compression of a part of a file's tail: a row of chunks, each with a header of three bytes. A chunk opens
// to at most `block_size` bytes. CorruptData for bytes that don't open; Unsupported for LZO, for other kinds, and for
// what would open to more than 32 MiB.
Result<std::string> DecompressOrc(uint32_t compression, uint64_t block_size, std::string_view bytes);

// Reads and decodes the tail, with one request for most files. CorruptData for a truncated or foreign file;
// Unsupported for an encrypted one.
Result<orc_metadata::Footer> ReadOrcTail(const storage::InputFile& file);

}  // namespace lakeport::formats
