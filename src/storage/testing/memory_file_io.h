#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "storage/file_io.h"

namespace lakeport::storage {

// An InputFile over bytes in memory.
class MemoryInputFile final : public InputFile {
 public:
  MemoryInputFile(Location location, std::string bytes) : location_(std::move(location)), bytes_(std::move(bytes)) {}

  const Location& location() const override { return location_; }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    if (offset < 0 || length < 0 || offset > size() - length) {
      return CorruptData("{} bytes at {} of a file of {}", length, offset, size());
    }
    return bytes_.substr(static_cast<size_t>(offset), static_cast<size_t>(length));
  }

 private:
  Location location_;
  std::string bytes_;
};

// Files in memory, by location, of any scheme. Safe from several threads. The FileIO outlives what it opened.
class MemoryFileIO final : public FileIO {
 public:
  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    std::lock_guard lock(mutex_);
    auto found = files_.find(location);
    if (found == files_.end()) return NotFound("no file {}", location.ToString());
    return std::unique_ptr<InputFile>(std::make_unique<MemoryInputFile>(location, found->second));
  }

  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    return std::unique_ptr<OutputFile>(std::make_unique<Output>(*this, location, mode));
  }

  Result<FileInfo> Stat(const Location& location) override {
    std::lock_guard lock(mutex_);
    auto found = files_.find(location);
    if (found == files_.end()) return NotFound("no file {}", location.ToString());
    return FileInfo{location, static_cast<int64_t>(found->second.size()), FromMillis(1'700'000'000'000)};
  }

  Result<Listing> List(const Location& directory) override {
    std::lock_guard lock(mutex_);
    Listing listing;
    std::set<Location> directories;
    for (const auto& made : directories_) {
      if (made == directory || !directory.Contains(made)) continue;
      LP_ASSIGN(auto child, ChildTowards(directory, made));
      directories.insert(std::move(child));
    }
    for (const auto& [location, bytes] : files_) {
      if (!directory.Contains(location) || directory == location) continue;
      LP_ASSIGN(auto child, ChildTowards(directory, location));
      if (child == location) {
        listing.files.push_back({location, static_cast<int64_t>(bytes.size()), FromMillis(1'700'000'000'000)});
      } else {
        directories.insert(std::move(child));
      }
    }
    bool nothing = listing.files.empty() && directories.empty();
    if (nothing && !directories_.contains(directory)) return NotFound("no directory {}", directory.ToString());
    listing.directories.assign(directories.begin(), directories.end());
    return listing;
  }

  Status MakeDirectory(const Location& location) override {
    if (auto there = List(location); there.ok()) return AlreadyExists("{} is there already", location.ToString());
    std::lock_guard lock(mutex_);
    bool made = !files_.contains(location) && directories_.insert(location).second;
    if (!made) return AlreadyExists("{} is there already", location.ToString());
    return Ok();
  }

  Status Delete(const Location& location) override {
    std::lock_guard lock(mutex_);
    files_.erase(location);
    directories_.erase(location);
    return Ok();
  }

  std::map<Location, std::string> files() const {
    std::lock_guard lock(mutex_);
    return files_;
  }

 private:
  class Output final : public OutputFile {
   public:
    Output(MemoryFileIO& io, Location location, WriteMode mode)
        : io_(io), location_(std::move(location)), mode_(mode) {}

    Status Append(std::string_view bytes) override {
      if (closed_) return InvalidArgument("{} is closed", location_.ToString());
      bytes_ += bytes;
      size_ += static_cast<int64_t>(bytes.size());
      return Ok();
    }
    Status Close() override {
      if (std::exchange(closed_, true)) return InvalidArgument("{} is closed", location_.ToString());
      std::lock_guard lock(io_.mutex_);
      if (mode_ == WriteMode::kCreate && io_.files_.contains(location_)) {
        return AlreadyExists("{} is there already", location_.ToString());
      }
      io_.files_[location_] = std::move(bytes_);
      return Ok();
    }
    int64_t size() const override { return size_; }

   private:
    MemoryFileIO& io_;
    Location location_;
    WriteMode mode_;
    std::string bytes_;
    int64_t size_ = 0;
    bool closed_ = false;
  };

  // The child of `directory` that is `location`, or that it lies in.
  static Result<Location> ChildTowards(const Location& directory, const Location& location) {
    size_t begin = directory.path().size() + (directory.path() == "/" ? 0 : 1);
    return directory.Child(location.path().substr(begin, location.path().find('/', begin) - begin));
  }

  mutable std::mutex mutex_;
  std::map<Location, std::string> files_;
  std::set<Location> directories_;  // made by name
};

}  // namespace lakeport::storage
