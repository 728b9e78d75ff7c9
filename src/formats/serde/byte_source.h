#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "storage/file_io.h"

namespace lakeport::formats {

// Bytes from first to last. For one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At least one byte and at most `size`, which is not 0; 0 only at the end. CorruptData for what can't be expanded.
  virtual Result<size_t> Read(char* out, size_t size) = 0;
};

// How a file is compressed as a whole, by its name's end, as Hadoop's codecs have it.
enum class Compression { kNone, kGzip, kDeflate, kBzip2, kZstandard, kSnappy, kLz4 };
// Unsupported, by its name, for a codec that is not read here (.lzo). Any case counts as lower case.
Result<Compression> CompressionOf(std::string_view file_name);

// A file from `offset` on, as it is.
std::unique_ptr<ByteSource> ReadBytes(std::shared_ptr<const storage::InputFile> file, int64_t offset);
// What `source` expands to. Several gzip members, bzip2 streams or zstandard frames in a row are read as one.
std::unique_ptr<ByteSource> Expand(Compression compression, std::unique_ptr<ByteSource> source);

// The codecs, each in its own file.
std::unique_ptr<ByteSource> ExpandZlib(std::unique_ptr<ByteSource> source);  // .gz and .deflate
std::unique_ptr<ByteSource> ExpandBzip2(std::unique_ptr<ByteSource> source);
std::unique_ptr<ByteSource> ExpandZstandard(std::unique_ptr<ByteSource> source);
// Hadoop's block format: a block's expanded size, then its chunks, each behind its size.
std::unique_ptr<ByteSource> ExpandHadoopBlocks(std::unique_ptr<ByteSource> source, Compression chunks);

}  // namespace lakeport::formats
