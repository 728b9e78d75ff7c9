#include "jobs/ingest/source_serde.h"

#include <algorithm>
#include <utility>

#include "hivetype/name.h"
#include "jobs/ingest/footer_schema.h"

namespace lakeport::ingest {
namespace {

void PutOver(std::map<std::string, std::string>& properties, const std::map<std::string, std::string>& own) {
  for (const auto& [key, value] : own) properties[key] = value;
}

// A partition's rows, by the names that the table has for its columns.
class RenamedSerde final : public formats::Serde {
 public:
  RenamedSerde(std::shared_ptr<const formats::Serde> serde, std::vector<std::string> names)
      : serde_(std::move(serde)), columns_(serde_->columns()), names_(std::move(names)) {
    columns_.resize(std::min(columns_.size(), names_.size()));
    for (size_t i = 0; i < columns_.size(); ++i) columns_[i].name = names_[i];
  }

  const std::vector<formats::FileColumn>& columns() const override { return columns_; }
  bool IsSplittable(std::string_view file_name) const override { return serde_->IsSplittable(file_name); }

  Result<std::unique_ptr<formats::RowReader>> Open(std::shared_ptr<const storage::InputFile> file,
                                                   formats::RowReaderOptions options,
                                                   formats::FileRange range) const override {
    for (iceberg::MappedField& field : options.mapping) {
      auto position = std::find_if(columns_.begin(), columns_.end(), [&](const formats::FileColumn& column) {
        return std::find(field.names.begin(), field.names.end(), column.name) != field.names.end();
      });
      field.names.clear();
      if (position == columns_.end()) continue;
      field.names.push_back(serde_->columns()[static_cast<size_t>(position - columns_.begin())].name);
    }
    return serde_->Open(std::move(file), std::move(options), range);
  }

 private:
  std::shared_ptr<const formats::Serde> serde_;
  std::vector<formats::FileColumn> columns_;
  std::vector<std::string> names_;
};

std::shared_ptr<const formats::Serde> WithNames(std::shared_ptr<const formats::Serde> serde,
                                                std::vector<std::string> names) {
  const auto& columns = serde->columns();
  bool same = columns.size() <= names.size() &&
              std::equal(columns.begin(), columns.end(), names.begin(),
                         [](const auto& column, const auto& name) { return hive::IsSameName(column.name, name); });
  if (same) return serde;
  return std::make_shared<RenamedSerde>(std::move(serde), std::move(names));
}

bool IsSame(const iceberg::Schema& a, const iceberg::Schema& b) {
  return std::equal(
      a.fields().begin(), a.fields().end(), b.fields().begin(), b.fields().end(),
      [](const auto& left, const auto& right) { return left.name == right.name && *left.type == *right.type; });
}

void TakeDocs(const hive::Table& table, std::vector<iceberg::NestedField>& fields) {
  auto declared = hive::ToIcebergFields(table.columns);
  if (!declared.ok()) return;
  for (iceberg::NestedField& field : fields) {
    auto same = std::find_if(declared->begin(), declared->end(), [&](const auto& d) { return d.name == field.name; });
    if (same != declared->end()) field.doc = same->doc;
  }
}

}  // namespace

formats::SerdeDescription DescribeSerde(const hive::Table& table, const hive::PartitionStorage& own) {
  formats::SerdeDescription description{
      .input_format = own.input_format.empty() ? table.input_format : own.input_format,
      .serde = own.serde.empty() ? table.serde : own.serde,
      .serde_properties = table.serde_parameters,
      .table_properties = table.parameters};
  for (const auto& column : own.columns.empty() ? table.columns : own.columns) {
    description.columns.push_back({column.name, column.type});
  }
  PutOver(description.serde_properties, own.serde_parameters);
  PutOver(description.table_properties, own.parameters);
  return description;
}

Result<std::shared_ptr<const formats::Serde>> OpenSerde(Stores& stores, const hive::Table& table,
                                                        const hive::PartitionStorage& own) {
  auto description = DescribeSerde(table, own);
  if (auto url = formats::FindAvroSchemaUrl(description)) {
    LP_ASSIGN(Location location, Location::Parse(*url), "looking for the Avro schema of {}.{}", table.database,
              table.name);
    LP_ASSIGN(storage::FileIO * io, stores.Get(location));
    LP_ASSIGN(description.avro_schema, storage::ReadFile(*io, location), "reading the Avro schema of {}.{}",
              table.database, table.name);
  }
  return formats::Serde::Make(description);
}

Result<hive::TableSchema> ToTableSchema(const hive::Table& table, const formats::Serde& serde) {
  auto declared = hive::ToTableSchema(table);
  FooterSchema columns;
  formats::FileFooter footer;
  footer.columns = serde.columns();
  Status added = columns.Add(footer);
  if (!added.ok()) return declared.ok() ? std::move(added).error() : std::move(declared).error();
  auto fields = columns.FieldsExcept({});
  TakeDocs(table, fields);
  LP_ASSIGN(auto made, hive::MakeTableSchema(fields, table.partition_keys));
  if (declared.ok() && IsSame(made.schema, declared->schema)) return declared;
  made.notes.push_back(
      fmt::format("the columns are those of {}, not the ones that the metastore declares", table.serde));
  return made;
}

const Result<std::shared_ptr<const formats::Serde>>& SerdeCache::Get(const hive::PartitionStorage& own) {
  if (!last_ || !(own == last_own_)) {
    last_.emplace(OpenSerde(stores_, table_, own));
    last_own_ = own;
    if (last_->ok() && !own.columns.empty()) last_.emplace(WithNames(*std::move(*last_), TableNames()));
  }
  return *last_;
}

const std::vector<std::string>& SerdeCache::TableNames() {
  if (names_) return *names_;
  names_.emplace();
  auto serde = OpenSerde(stores_, table_);
  if (serde.ok()) {
    for (const auto& column : (*serde)->columns()) names_->push_back(column.name);
  } else {  // the table's own format is another
    for (const auto& column : table_.columns) names_->push_back(column.name);
  }
  return *names_;
}

}  // namespace lakeport::ingest
