#pragma once

#include <memory>
#include <string>
#include <utility>

#include "storage/file_io.h"

namespace lakeport::storage {

// Shows what lies in one place as if it lay in another: a fake store's directory as the store.
class MappedFileIO final : public FileIO {
 public:
  MappedFileIO(std::unique_ptr<FileIO> target, Location shown, Location real)
      : target_(std::move(target)), shown_(std::move(shown)), real_(std::move(real)) {}

  Result<std::unique_ptr<InputFile>> Open(const Location& location) override {
    LP_ASSIGN(Location real, Map(location, shown_, real_));
    return target_->Open(real);
  }
  Result<std::unique_ptr<OutputFile>> Create(const Location& location, WriteMode mode) override {
    LP_ASSIGN(Location real, Map(location, shown_, real_));
    return target_->Create(real, mode);
  }
  Result<FileInfo> Stat(const Location& location) override {
    LP_ASSIGN(Location real, Map(location, shown_, real_));
    LP_ASSIGN(FileInfo info, target_->Stat(real));
    info.location = location;
    return info;
  }
  Result<Listing> List(const Location& directory) override {
    LP_ASSIGN(Location real, Map(directory, shown_, real_));
    LP_ASSIGN(Listing listing, target_->List(real));
    for (FileInfo& file : listing.files) {
      LP_ASSIGN(file.location, Map(file.location, real_, shown_));
    }
    for (Location& child : listing.directories) {
      LP_ASSIGN(child, Map(child, real_, shown_));
    }
    return listing;
  }
  Status MakeDirectory(const Location& location) override {
    LP_ASSIGN(Location real, Map(location, shown_, real_));
    return target_->MakeDirectory(real);
  }
  Status Delete(const Location& location) override {
    LP_ASSIGN(Location real, Map(location, shown_, real_));
    return target_->Delete(real);
  }

 private:
  static Result<Location> Map(const Location& location, const Location& from, const Location& to) {
    if (!from.Contains(location)) return NotFound("{} is not in {}", location.ToString(), from.ToString());
    return to.Child(location.path().substr(from.path() == "/" ? 0 : from.path().size()));
  }

  const std::unique_ptr<FileIO> target_;
  const Location shown_;
  const Location real_;
};

}  // namespace lakeport::storage
