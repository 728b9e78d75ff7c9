#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "catalogs/sql_catalog.h"
#include "db/testing/test_database.h"
#include "iceberg/testing/catalog_under_test.h"
#include "storage/local_file_io.h"

namespace lakeport::catalogs {

inline constexpr const char* kV0Tables =
    "CREATE TABLE iceberg_tables(catalog_name VARCHAR(255) NOT NULL,table_namespace VARCHAR(255) NOT NULL,"
    "table_name VARCHAR(255) NOT NULL,metadata_location VARCHAR(1000),previous_metadata_location VARCHAR(1000),"
    "PRIMARY KEY (catalog_name, table_namespace, table_name))";
inline constexpr const char* kV0Properties =
    "CREATE TABLE iceberg_namespace_properties(catalog_name VARCHAR(255) NOT NULL,namespace VARCHAR(255) NOT NULL,"
    "property_key VARCHAR(255),property_value VARCHAR(1000),PRIMARY KEY (catalog_name, namespace, property_key))";

// A place for catalogs: a database and a warehouse.
class SqlPlace final : public iceberg::CatalogUnderTest {
 public:
  explicit SqlPlace(std::unique_ptr<db::TestDatabase> database) : database_(std::move(database)) {}

  std::unique_ptr<iceberg::Catalog> Open() override { return OpenNamed("lake", uri()); }
  std::unique_ptr<iceberg::Catalog> OpenNamed(const std::string& name, const std::string& uri) {
    SqlCatalogOptions options{.name = name, .warehouse = directory_.location("warehouse")};
    return OpenSqlCatalog(db::OpenDatabase(uri).value(), storage::MakeLocalFileIO(), options, clock_).value();
  }
  std::string uri() const { return database_->uri(); }
  const TempDir& directory() const { return directory_; }

  Status Run(const std::string& sql, const std::vector<db::Value>& parameters = {}) {
    LP_ASSIGN(auto database, db::OpenDatabase(uri()));
    return database->Transact([&](db::Session& session) -> Status {
      LP_TRY(session.Execute(sql, parameters));
      return Ok();
    });
  }
  // The rows that a query gives, each as "a|b|c", NULL as "-".
  std::vector<std::string> Rows(const std::string& sql, size_t columns) {
    std::vector<std::string> texts;
    auto read = [&](db::Session& session) -> Status {
      LP_ASSIGN(auto rows, session.Query(sql));
      for (const auto& row : rows) {
        std::vector<std::string> cells;
        for (size_t i = 0; i < columns; ++i) cells.push_back(row.FindText(i).value_or("-"));
        texts.push_back(fmt::format("{}", fmt::join(cells, "|")));
      }
      return Ok();
    };
    EXPECT_THAT(db::OpenDatabase(uri()).value()->Read(read), IsOk());
    return texts;
  }

 private:
  std::unique_ptr<db::TestDatabase> database_;
  TempDir directory_;
  SystemClock clock_;
};

// On each database, with tables of both versions.
inline std::vector<iceberg::CatalogFactory> SqlFactories() {
  std::vector<iceberg::CatalogFactory> factories;
  for (const auto& kind : db::TestDatabaseKinds()) {
    factories.push_back({kind.name + "V1", [kind] { return std::make_unique<SqlPlace>(kind.make()); }});
    factories.push_back({kind.name + "V0", [kind] {
                           auto place = std::make_unique<SqlPlace>(kind.make());
                           EXPECT_THAT(place->Run(kV0Tables), IsOk());
                           EXPECT_THAT(place->Run(kV0Properties), IsOk());
                           return place;
                         }});
  }
  return factories;
}

}  // namespace lakeport::catalogs
