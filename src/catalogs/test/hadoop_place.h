#pragma once

#include <memory>
#include <vector>

#include "base/testing/temp_dir.h"
#include "base/time.h"
#include "catalogs/hadoop_catalog.h"
#include "iceberg/testing/catalog_under_test.h"
#include "storage/local_file_io.h"
#include "storage/testing/forwarding_file_io.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::catalogs {

// Catalogs over one directory on disk.
class HadoopPlace final : public iceberg::CatalogUnderTest {
 public:
  std::unique_ptr<iceberg::Catalog> Open() override { return OpenWith(storage::MakeLocalFileIO()); }
  std::unique_ptr<iceberg::Catalog> OpenWith(std::unique_ptr<storage::FileIO> io) {
    return MakeHadoopCatalog(std::move(io), warehouse(), clock_);
  }
  Location warehouse() const { return directory_.location("warehouse"); }
  std::string path(const std::string& relative) const { return directory_.path("warehouse/" + relative); }

 private:
  const TempDir directory_;
  const SystemClock clock_;
};

// Catalogs over one store that knows no directories but those that were made.
class HadoopMemoryPlace final : public iceberg::CatalogUnderTest {
 public:
  std::unique_ptr<iceberg::Catalog> Open() override {
    return MakeHadoopCatalog(std::make_unique<storage::ForwardingFileIO>(files_), *Location::Parse("mem://w/warehouse"),
                             clock_);
  }

 private:
  storage::MemoryFileIO files_;
  const SystemClock clock_;
};

inline std::vector<iceberg::CatalogFactory> HadoopFactories() {
  return {{.name = "Local", .make = [] { return std::make_unique<HadoopPlace>(); }, .is_directories = true},
          {.name = "Memory", .make = [] { return std::make_unique<HadoopMemoryPlace>(); }, .is_directories = true}};
}

}  // namespace lakeport::catalogs
