#include "storage/resolve.h"

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

}  // namespace

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
