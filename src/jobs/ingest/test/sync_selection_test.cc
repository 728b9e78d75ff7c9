#include "jobs/ingest/sync_selection.h"

#include "iceberg/testing/memory_catalog.h"
#include "jobs/ingest/test/way.h"

namespace lakeport::ingest {
namespace {

constexpr int kFiles = 300'000;

// A table that somebody has ingested in place, of many files; looking for each among all others would take hours.
TEST(SyncSelectionTest, P15OfManyFilesEachIsFoundAtOnceAndOneThatCameTwiceIsNotAddedAgain) {
  storage::MemoryFileIO io;
  SystemClock clock;
  iceberg::MemoryCatalogState state;
  iceberg::MemoryCatalog catalog(state, io, *Location::Parse("file:///lake"), clock);
  iceberg::TableIdentifier id{{"ns"}, "t"};
  ASSERT_THAT(catalog.CreateNamespace({"ns"}, {}), IsOk());
  iceberg::Schema schema(0, {{.id = 1, .name = "a", .type = iceberg::Type::Primitive(iceberg::TypeId::kInt)}});
  auto append = iceberg::AppendToNewTable(
      catalog, id, {.location = *Location::Parse("file:///lake/t"), .schema = schema, .spec = {}, .properties = {}});
  auto path_of = [](int i) { return "file:///hive/" + std::to_string(i); };
  for (int i = 0; i < kFiles; ++i) {
    ASSERT_THAT(append->Add({.file_path = path_of(i), .file_size_in_bytes = 7, .metrics = {.record_count = 1}}),
                IsOk());
  }
  auto table = append->Commit({});
  ASSERT_THAT(table, IsOk());
  auto own = OwnFiles::Read(io, table->metadata, protocol::IngestMode::kInPlace);
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->set().files, kFiles);
  SyncSelection selection(*std::move(own), protocol::IngestMode::kInPlace, SyncSelection::Parts().set());
  auto partition = std::make_shared<SourcePartition>(
      SourcePartition{.path = "", .values = {}, .location = *Location::Parse("file:///hive")});
  int unchanged = 0;
  for (int i = 0; i < kFiles; ++i) {
    unchanged += selection.IsUnchanged({{.location = *Location::Parse(path_of(i)), .size = 7}, partition}) ? 1 : 0;
  }
  EXPECT_EQ(unchanged, kFiles);
  EXPECT_EQ(selection.CountVanished(), 0);
}

}  // namespace
}  // namespace lakeport::ingest
