#include "iceberg/manifest_decode.h"

#include <utility>

#include "iceberg/partition_value_avro.h"

namespace lakeport::iceberg {
namespace {

using avro::Decoder;
using avro::FieldRule;
using avro::Kind;
using avro::ReadInto;
using avro::RecordReader;
using avro::Simple;

// Each gives a rule that stores a value into a member.
template <typename T, typename Member>
FieldRule<T> IntField(int32_t id, const char* name, bool required, Member T::*member) {
  return Simple<T>(id, name, required, {Kind::kInt, Kind::kLong},
                   [member](Decoder& decoder, T* out) { out->*member = decoder.Int(); });
}

template <typename T, typename Member>
FieldRule<T> LongField(int32_t id, const char* name, bool required, Member T::*member) {
  return Simple<T>(id, name, required, {Kind::kLong, Kind::kInt},
                   [member](Decoder& decoder, T* out) { out->*member = decoder.Long(); });
}

template <typename T, typename Member>
FieldRule<T> BytesField(int32_t id, const char* name, bool required, Member T::*member) {
  return Simple<T>(id, name, required, {Kind::kString, Kind::kBytes},
                   [member](Decoder& decoder, T* out) { out->*member = std::string(decoder.Bytes()); });
}

// An int that stands for one of an enum's values 0 to `last`.
template <typename T, typename Enum>
FieldRule<T> EnumField(int32_t id, const char* name, bool required, Enum T::*member, Enum last) {
  return Simple<T>(id, name, required, {Kind::kInt, Kind::kLong}, [member, last, name](Decoder& decoder, T* out) {
    int32_t value = decoder.Int();
    if (value < 0 || value > static_cast<int32_t>(last)) return decoder.Fail(fmt::format("{} {}", name, value));
    out->*member = static_cast<Enum>(value);
  });
}

template <typename V>
struct MapEntry {
  int32_t key = 0;
  V value{};
};

// A map by column id, which Avro has as a list of records.
template <typename V>
FieldRule<DataFile> ByColumn(int32_t id, const char* name, int32_t key_id, int32_t value_id,
                             std::map<int32_t, V> Metrics::*member) {
  auto bind = [=](const avro::Schema& type) -> Result<ReadInto<DataFile>> {
    if (type.kind != Kind::kArray) return CorruptData("an Avro {} where a list is expected", avro::ToString(type.kind));
    std::vector<FieldRule<MapEntry<V>>> rules{IntField(key_id, "key", true, &MapEntry<V>::key)};
    if constexpr (std::is_same_v<V, int64_t>) {
      rules.push_back(LongField(value_id, "value", true, &MapEntry<V>::value));
    } else {
      rules.push_back(BytesField(value_id, "value", true, &MapEntry<V>::value));
    }
    LP_ASSIGN(auto reader, RecordReader<MapEntry<V>>::Make(*type.children[0], rules));
    return ReadInto<DataFile>([reader = std::move(reader), member](Decoder& decoder, DataFile* file) {
      auto& map = file->metrics.*member;
      decoder.Items([&] {
        MapEntry<V> entry;
        reader.Read(decoder, &entry);
        map.insert_or_assign(map.end(), entry.key, std::move(entry.value));
      });
    });
  };
  return {id, name, false, bind};
}

template <typename V, typename ReadItem>
FieldRule<DataFile> ListField(int32_t id, const char* name, std::vector<V> DataFile::*member, ReadItem read) {
  auto bind = [=](const avro::Schema& type) -> Result<ReadInto<DataFile>> {
    bool numbers =
        type.kind == Kind::kArray && (type.children[0]->kind == Kind::kInt || type.children[0]->kind == Kind::kLong);
    if (!numbers) return CorruptData("an Avro {} where a list of numbers is expected", avro::ToString(type.kind));
    return ReadInto<DataFile>([member, read](Decoder& decoder, DataFile* file) {
      decoder.Items([&] { (file->*member).push_back(read(decoder)); });
    });
  };
  return {id, name, false, bind};
}

FieldRule<DataFile> FormatField() {
  return Simple<DataFile>(101, "file_format", true, {Kind::kString}, [](Decoder& decoder, DataFile* file) {
    auto format = ParseFileFormat(std::string(decoder.Bytes()));
    if (!format.ok()) return decoder.Fail(format.error().message());
    file->file_format = *format;
  });
}

FieldRule<DataFile> RecordCountField() {
  return Simple<DataFile>(103, "record_count", true, {Kind::kLong, Kind::kInt},
                          [](Decoder& decoder, DataFile* file) { file->metrics.record_count = decoder.Long(); });
}

FieldRule<DataFile> PartitionRule(const std::vector<ManifestEntryDecoder::PartitionField>& partition) {
  auto bind = [&partition](const avro::Schema& type) -> Result<ReadInto<DataFile>> {
    std::vector<FieldRule<std::vector<Value>>> rules;
    for (size_t i = 0; i < partition.size(); ++i) {
      auto bind_value = [target = partition[i].type,
                         i](const avro::Schema& value) -> Result<ReadInto<std::vector<Value>>> {
        LP_ASSIGN(auto read, BindPartitionValue(target.get(), value));
        return ReadInto<std::vector<Value>>([read = std::move(read), i](Decoder& decoder, std::vector<Value>* values) {
          (*values)[i] = read(decoder);
        });
      };
      rules.push_back({partition[i].id, partition[i].name, false, bind_value});
    }
    LP_ASSIGN(auto reader, RecordReader<std::vector<Value>>::Make(type, rules));
    return ReadInto<DataFile>(
        [reader = std::move(reader)](Decoder& decoder, DataFile* file) { reader.Read(decoder, &file->partition); });
  };
  return {102, "partition", !partition.empty(), bind};
}

std::vector<FieldRule<DataFile>> DataFileRules(const std::vector<ManifestEntryDecoder::PartitionField>& partition) {
  return {
      EnumField(134, "content", false, &DataFile::content, FileContent::kEqualityDeletes),
      BytesField(100, "file_path", true, &DataFile::file_path),
      FormatField(),
      PartitionRule(partition),
      RecordCountField(),
      LongField(104, "file_size_in_bytes", true, &DataFile::file_size_in_bytes),
      ByColumn(108, "column_sizes", 117, 118, &Metrics::column_sizes),
      ByColumn(109, "value_counts", 119, 120, &Metrics::value_counts),
      ByColumn(110, "null_value_counts", 121, 122, &Metrics::null_value_counts),
      ByColumn(137, "nan_value_counts", 138, 139, &Metrics::nan_value_counts),
      ByColumn(125, "lower_bounds", 126, 127, &Metrics::lower_bounds),
      ByColumn(128, "upper_bounds", 129, 130, &Metrics::upper_bounds),
      BytesField(131, "key_metadata", false, &DataFile::key_metadata),
      ListField(132, "split_offsets", &DataFile::split_offsets, [](Decoder& decoder) { return decoder.Long(); }),
      ListField(135, "equality_ids", &DataFile::equality_ids, [](Decoder& decoder) { return decoder.Int(); }),
      IntField(140, "sort_order_id", false, &DataFile::sort_order_id),
      LongField(142, "first_row_id", false, &DataFile::first_row_id),
      BytesField(143, "referenced_data_file", false, &DataFile::referenced_data_file),
      LongField(144, "content_offset", false, &DataFile::content_offset),
      LongField(145, "content_size_in_bytes", false, &DataFile::content_size_in_bytes),
  };
}

FieldRule<ManifestFile> SummariesRule() {
  auto bind = [](const avro::Schema& type) -> Result<ReadInto<ManifestFile>> {
    if (type.kind != Kind::kArray) return CorruptData("an Avro {} where a list is expected", avro::ToString(type.kind));
    std::vector<FieldRule<FieldSummary>> rules{
        Simple<FieldSummary>(509, "contains_null", true, {Kind::kBoolean},
                             [](Decoder& decoder, FieldSummary* out) { out->contains_null = decoder.Boolean(); }),
        Simple<FieldSummary>(518, "contains_nan", false, {Kind::kBoolean},
                             [](Decoder& decoder, FieldSummary* out) { out->contains_nan = decoder.Boolean(); }),
        BytesField(510, "lower_bound", false, &FieldSummary::lower_bound),
        BytesField(511, "upper_bound", false, &FieldSummary::upper_bound),
    };
    LP_ASSIGN(auto reader, RecordReader<FieldSummary>::Make(*type.children[0], rules));
    return ReadInto<ManifestFile>([reader = std::move(reader)](Decoder& decoder, ManifestFile* file) {
      auto& summaries = file->partitions.emplace();
      decoder.Items([&] { reader.Read(decoder, &summaries.emplace_back()); });
    });
  };
  return {507, "partitions", false, bind};
}

std::vector<FieldRule<ManifestFile>> ManifestFileRules() {
  return {
      BytesField(500, "manifest_path", true, &ManifestFile::manifest_path),
      LongField(501, "manifest_length", true, &ManifestFile::manifest_length),
      IntField(502, "partition_spec_id", true, &ManifestFile::partition_spec_id),
      EnumField(517, "content", false, &ManifestFile::content, ManifestContent::kDeletes),
      LongField(515, "sequence_number", false, &ManifestFile::sequence_number),
      LongField(516, "min_sequence_number", false, &ManifestFile::min_sequence_number),
      LongField(503, "added_snapshot_id", false, &ManifestFile::added_snapshot_id),
      IntField(504, "added_files_count", false, &ManifestFile::added_files_count),
      IntField(505, "existing_files_count", false, &ManifestFile::existing_files_count),
      IntField(506, "deleted_files_count", false, &ManifestFile::deleted_files_count),
      LongField(512, "added_rows_count", false, &ManifestFile::added_rows_count),
      LongField(513, "existing_rows_count", false, &ManifestFile::existing_rows_count),
      LongField(514, "deleted_rows_count", false, &ManifestFile::deleted_rows_count),
      SummariesRule(),
      BytesField(519, "key_metadata", false, &ManifestFile::key_metadata),
      LongField(520, "first_row_id", false, &ManifestFile::first_row_id),
  };
}

}  // namespace

Result<ManifestEntryDecoder> ManifestEntryDecoder::Make(avro::SchemaPtr schema,
                                                        const std::vector<PartitionField>& partition) {
  auto bind_file = [&partition](const avro::Schema& type) -> Result<ReadInto<ManifestEntry>> {
    LP_ASSIGN(auto reader, RecordReader<DataFile>::Make(type, DataFileRules(partition)));
    return ReadInto<ManifestEntry>([reader = std::move(reader)](Decoder& decoder, ManifestEntry* entry) {
      reader.Read(decoder, &entry->data_file);
    });
  };
  std::vector<FieldRule<ManifestEntry>> rules{
      EnumField(0, "status", true, &ManifestEntry::status, ManifestStatus::kDeleted),
      LongField(1, "snapshot_id", false, &ManifestEntry::snapshot_id),
      LongField(3, "sequence_number", false, &ManifestEntry::sequence_number),
      LongField(4, "file_sequence_number", false, &ManifestEntry::file_sequence_number),
      {2, "data_file", true, bind_file},
  };
  ManifestEntryDecoder decoder;
  LP_ASSIGN(decoder.reader_, RecordReader<ManifestEntry>::Make(*schema, rules));
  decoder.schema_ = std::move(schema);
  decoder.partition_size_ = partition.size();
  return decoder;
}

ManifestEntry ManifestEntryDecoder::Decode(avro::Decoder& decoder) const {
  ManifestEntry entry;
  entry.data_file.partition.resize(partition_size_);
  reader_.Read(decoder, &entry);
  return entry;
}

Result<ManifestFileDecoder> ManifestFileDecoder::Make(avro::SchemaPtr schema) {
  ManifestFileDecoder decoder;
  LP_ASSIGN(decoder.reader_, RecordReader<ManifestFile>::Make(*schema, ManifestFileRules()));
  decoder.schema_ = std::move(schema);
  return decoder;
}

ManifestFile ManifestFileDecoder::Decode(avro::Decoder& decoder) const {
  ManifestFile file;
  file.sequence_number = 0;
  file.min_sequence_number = 0;
  reader_.Read(decoder, &file);
  return file;
}

}  // namespace lakeport::iceberg
