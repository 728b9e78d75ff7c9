#include "iceberg/testing/memory_catalog.h"

#include "iceberg/testing/catalog_suite.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

class MemoryCatalogUnderTest final : public CatalogUnderTest {
 public:
  std::unique_ptr<Catalog> Open() override {
    return std::make_unique<MemoryCatalog>(state_, io_, *Location::Parse("mem://w/warehouse"), clock_);
  }

 private:
  MemoryCatalogState state_;
  storage::MemoryFileIO io_;
  SystemClock clock_;
};

INSTANTIATE_TEST_SUITE_P(Memory, CatalogSuite,
                         testing::Values(CatalogFactory{"memory",
                                                        [] { return std::make_unique<MemoryCatalogUnderTest>(); }}));

}  // namespace
}  // namespace lakeport::iceberg
