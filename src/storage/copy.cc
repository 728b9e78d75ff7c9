#include "storage/copy.h"

#include <algorithm>
#include <optional>

#include "storage/content_hash.h"

namespace lakeport::storage {
namespace {

// Calls `sink` with each block of the file, in order.
Status VisitBlocks(const InputFile& file, int64_t block_size, const std::stop_token& stop,
                   const std::function<Status(std::string_view)>& sink) {
  for (int64_t offset = 0; offset < file.size(); offset += block_size) {
    if (stop.stop_requested()) return Cancelled("stopped at byte {} of {}", offset, file.size());
    LP_ASSIGN(auto block, file.ReadAt(offset, std::min(block_size, file.size() - offset)));
    LP_TRY(sink(block));
  }
  return Ok();
}

Status CheckUnchanged(FileIO& io, const FileInfo& listed) {
  LP_ASSIGN(FileInfo now, io.Stat(listed.location));
  if (now.size == listed.size && now.modified == listed.modified) return Ok();
  return Conflict("{} has changed since it was listed: {} bytes of {}, now {} bytes of {}; run again",
                  listed.location.ToString(), listed.size, FormatTimestamp(listed.modified), now.size,
                  FormatTimestamp(now.modified));
}

class Copy {
 public:
  Copy(FileIO& from_io, const FileInfo& from, FileIO& to_io, const Location& to, const CopyOptions& options)
      : from_io_(from_io), from_(from), to_io_(to_io), to_(to), options_(options) {}

  Result<CopiedFile> Run() {
    LP_ASSIGN(auto source, from_io_.Open(from_.location));
    auto there = to_io_.Stat(to_);
    if (there.ok()) return Compare(*source, *there);
    if (there.error().kind() != ErrorKind::kNotFound) return std::move(there).error();
    return Write(*source);
  }

 private:
  Result<CopiedFile> Write(const InputFile& source) {
    LP_ASSIGN(auto target, to_io_.Create(to_, WriteMode::kCreate));
    LP_ASSIGN(std::string hash, Read(source, [&](std::string_view block) { return target->Append(block); }));
    Status closed = target->Close();
    if (!closed.ok() && closed.error().kind() == ErrorKind::kAlreadyExists) return CompareHash(hash, "");
    LP_TRY(std::move(closed));
    Status verified = Verify(hash);
    if (!verified.ok()) static_cast<void>(to_io_.Delete(to_));  // ours, and no one knows of it yet
    LP_TRY(std::move(verified));
    return CopiedFile{.bytes = from_.size, .hash = std::move(hash)};
  }

  // What lies at the target already is kept: it is either the copy, or none of our business.
  Result<CopiedFile> Compare(const InputFile& source, const FileInfo& there) {
    if (there.is_directory || there.size != from_.size) return SomethingElse();
    LP_ASSIGN(std::string hash, Read(source, [](std::string_view) { return Ok(); }));
    return CompareHash(hash, there.hash);
  }

  // `there` is what the store knows of the target's content; empty: nothing.
  Result<CopiedFile> CompareHash(const std::string& hash, std::string there) {
    if (there.empty()) {
      LP_ASSIGN(there, HashTarget());
    }
    if (there != hash) return SomethingElse();
    return CopiedFile{.bytes = from_.size, .hash = hash, .was_there_already = true};
  }

  // Hands the source's blocks to `sink`; their hash, when the source is still what was listed.
  Result<std::string> Read(const InputFile& source, const std::function<Status(std::string_view)>& sink) {
    LP_TRY(CheckUnchanged(from_io_, from_));
    ContentHash hash;
    auto take = [&](std::string_view block) -> Status {
      hash.Update(block);
      LP_TRY(sink(block));
      if (options_.on_bytes) options_.on_bytes(static_cast<int64_t>(block.size()));
      return Ok();
    };
    Status read = VisitBlocks(source, options_.block_size, options_.stop, take);
    bool cut = !read.ok() && read.error().kind() == ErrorKind::kCorruptData;
    if (read.ok() || cut) LP_TRY(CheckUnchanged(from_io_, from_));
    LP_TRY(std::move(read));
    return hash.Finish();
  }

  Status Verify(const std::string& hash) {
    LP_ASSIGN(FileInfo written, to_io_.Stat(to_));
    if (written.size != from_.size) {
      return CorruptData("{} has {} bytes after {} were written; check the store", to_.ToString(), written.size,
                         from_.size);
    }
    if (options_.verify == CopyVerify::kLength) return Ok();
    std::string there = written.hash;
    if (there.empty()) {
      LP_ASSIGN(there, HashTarget());
    }
    if (there == hash) return Ok();
    return CorruptData("{} reads back as {} after {} was written; check the store", to_.ToString(), there, hash);
  }

  Result<std::string> HashTarget() {
    LP_ASSIGN(auto target, to_io_.Open(to_));
    return HashFile(*target, options_.block_size, options_.stop);
  }

  Error SomethingElse() const {
    return AlreadyExists("{} exists already and is not a copy of {}; remove it, or choose another place",
                         to_.ToString(), from_.location.ToString());
  }

  FileIO& from_io_;
  const FileInfo& from_;
  FileIO& to_io_;
  const Location& to_;
  const CopyOptions& options_;
};

}  // namespace

Result<CopiedFile> CopyFile(FileIO& from_io, const FileInfo& from, FileIO& to_io, const Location& to,
                            const CopyOptions& options) {
  auto copied = Copy(from_io, from, to_io, to, options).Run();
  if (!copied.ok()) {
    return std::move(copied).error().With(fmt::format("copying {} to {}", from.location.ToString(), to.ToString()));
  }
  return copied;
}

Result<std::string> HashFile(const InputFile& file, int64_t block_size, const std::stop_token& stop) {
  ContentHash hash;
  auto take = [&](std::string_view block) {
    hash.Update(block);
    return Ok();
  };
  LP_TRY(VisitBlocks(file, block_size, stop, take));
  return hash.Finish();
}

}  // namespace lakeport::storage
