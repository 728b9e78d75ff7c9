#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "storage/file_io.h"

namespace lakeport::storage {

enum class CopyVerify {
  kLength,    // the store's word on the new file's length
  kReadBack,  // the new file is read again, and its hash compared with that of the bytes that were read from the
              // source; where the store has checked what it was given and keeps the hash, that one is compared
};

struct CopyOptions {
  CopyVerify verify = CopyVerify::kReadBack;
  int64_t block_size = 1 << 20;             // bytes in memory at a time
  std::function<void(int64_t)> on_bytes{};  // told how many more bytes of the source were read; each byte once
  std::stop_token stop{};                   // looked at between blocks: Cancelled, and nothing is left
};

struct CopiedFile {
  int64_t bytes = 0;
  std::string hash;                // of the content, as ContentHash writes it
  bool was_there_already = false;  // with the same content: nothing was written
};

// Copies one file, from store to store. `from` is as it was listed: Conflict when the file has another length or time
// by now, or changes while it is read. AlreadyExists when `to` holds something else, which stays as it is; the same
// content counts as copied, so a copy that was interrupted may simply be run again. CorruptData when the store gives
// back other bytes than it was given; the bad file is removed.
Result<CopiedFile> CopyFile(FileIO& from_io, const FileInfo& from, FileIO& to_io, const Location& to,
                            const CopyOptions& options = {});

// The hash of a whole file, read in blocks.
Result<std::string> HashFile(const InputFile& file, int64_t block_size, const std::stop_token& stop);

}  // namespace lakeport::storage
