#include "storage/resolve.h"

#include <map>
#include <mutex>
#include <utility>

#include "base/utf8.h"
#include "storage/local_file_io.h"

namespace lakeport::storage {
namespace {

struct Store {
  std::string_view scheme;
  std::unique_ptr<FileIO> (*make)();
};

constexpr Store kStores[] = {
    {"file", [] { return MakeLocalFileIO(); }},
};

class ResolvingFileIO final : public FileIO {
 public:
  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Open(location);
  }
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Create(location, mode);
  }
  Result<FileInfo> Stat(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Stat(location);
  }
  Result<Listing> List(const Location& directory) override {
    LP_ASSIGN(FileIO * io, Resolve(directory));
    return io->List(directory);
  }
  Status MakeDirectory(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->MakeDirectory(location);
  }
  Status Delete(const Location& location) override {
    LP_ASSIGN(FileIO * io, Resolve(location));
    return io->Delete(location);
  }

 private:
  Result<FileIO*> Resolve(const Location& location) {
    std::lock_guard lock(mutex_);
    auto& io = stores_[{location.scheme(), location.authority()}];
    if (io == nullptr) {
      LP_ASSIGN(io, MakeFileIO(location));
    }
    return io.get();
  }

  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<FileIO>> stores_;
};

}  // namespace

std::unique_ptr<FileIO> MakeResolvingFileIO() { return std::make_unique<ResolvingFileIO>(); }

Result<std::unique_ptr<FileIO>> MakeFileIO(const Location& location) {
  std::string supported;
  for (const auto& store : kStores) {
    if (store.scheme == location.scheme()) return store.make();
    supported += fmt::format("{}{}://", supported.empty() ? "" : ", ", store.scheme);
  }
  return Unsupported("{} lies on a store that can't be reached yet; what can: {}", Printable(location.ToString()),
                     supported);
}

}  // namespace lakeport::storage
