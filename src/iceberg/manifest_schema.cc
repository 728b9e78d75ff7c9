#include "iceberg/manifest_schema.h"

#include <utility>
#include <vector>

namespace lakeport::iceberg {
namespace {

TypePtr Int() { return Type::Primitive(TypeId::kInt); }
TypePtr Long() { return Type::Primitive(TypeId::kLong); }
TypePtr Boolean() { return Type::Primitive(TypeId::kBoolean); }
TypePtr String() { return Type::Primitive(TypeId::kString); }
TypePtr Binary() { return Type::Primitive(TypeId::kBinary); }

NestedField Required(int32_t id, std::string name, TypePtr type, std::optional<std::string> doc = {}) {
  return {.id = id, .name = std::move(name), .type = std::move(type), .required = true, .doc = std::move(doc)};
}

NestedField Optional(int32_t id, std::string name, TypePtr type, std::optional<std::string> doc = {}) {
  return {.id = id, .name = std::move(name), .type = std::move(type), .required = false, .doc = std::move(doc)};
}

TypePtr ByColumn(int32_t key_id, int32_t value_id, TypePtr value) {
  return Type::Map(Required(key_id, "key", Int()), Required(value_id, "value", std::move(value)));
}

TypePtr ListOf(int32_t element_id, TypePtr element) {
  return Type::List(Required(element_id, "element", std::move(element)));
}

TypePtr DataFileType(const TypePtr& partition) {
  return Type::Struct({
      Required(134, "content", Int(), "Contents of the file: 0=data, 1=position deletes, 2=equality deletes"),
      Required(100, "file_path", String(), "Location URI with FS scheme"),
      Required(101, "file_format", String(), "File format name: avro, orc, or parquet"),
      Required(102, "partition", partition, "Partition data tuple, schema based on the partition spec"),
      Required(103, "record_count", Long(), "Number of records in the file"),
      Required(104, "file_size_in_bytes", Long(), "Total file size in bytes"),
      Optional(108, "column_sizes", ByColumn(117, 118, Long()), "Map of column id to total size on disk"),
      Optional(109, "value_counts", ByColumn(119, 120, Long()),
               "Map of column id to total count, including null and NaN"),
      Optional(110, "null_value_counts", ByColumn(121, 122, Long()), "Map of column id to null value count"),
      Optional(137, "nan_value_counts", ByColumn(138, 139, Long()),
               "Map of column id to number of NaN values in the column"),
      Optional(125, "lower_bounds", ByColumn(126, 127, Binary()), "Map of column id to lower bound"),
      Optional(128, "upper_bounds", ByColumn(129, 130, Binary()), "Map of column id to upper bound"),
      Optional(131, "key_metadata", Binary(), "Encryption key metadata blob"),
      Optional(132, "split_offsets", ListOf(133, Long()), "Splittable offsets"),
      Optional(135, "equality_ids", ListOf(136, Int()), "Equality comparison field IDs"),
      Optional(140, "sort_order_id", Int(), "Sort order ID"),
      Optional(143, "referenced_data_file", String(),
               "Fully qualified location (URI with FS scheme) of a data file that all deletes reference"),
  });
}

TypePtr FieldSummaryType() {
  return Type::Struct({
      Required(509, "contains_null", Boolean(), "True if any file has a null partition value"),
      Optional(518, "contains_nan", Boolean(), "True if any file has a nan partition value"),
      Optional(510, "lower_bound", Binary(), "Partition lower bound for all files"),
      Optional(511, "upper_bound", Binary(), "Partition upper bound for all files"),
  });
}

}  // namespace

Schema ManifestEntrySchema(const TypePtr& partition) {
  return {0,
          {
              Required(0, "status", Int()),
              Optional(1, "snapshot_id", Long()),
              Optional(3, "sequence_number", Long()),
              Optional(4, "file_sequence_number", Long()),
              Required(2, "data_file", DataFileType(partition)),
          }};
}

Schema ManifestListSchema() {
  return {0,
          {
              Required(500, "manifest_path", String(), "Location URI with FS scheme"),
              Required(501, "manifest_length", Long(), "Total file size in bytes"),
              Required(502, "partition_spec_id", Int(), "Spec ID used to write"),
              Required(517, "content", Int(), "Contents of the manifest: 0=data, 1=deletes"),
              Required(515, "sequence_number", Long(), "Sequence number when the manifest was added"),
              Required(516, "min_sequence_number", Long(), "Lowest sequence number in the manifest"),
              Required(503, "added_snapshot_id", Long(), "Snapshot ID that added the manifest"),
              Required(504, "added_files_count", Int(), "Added entry count"),
              Required(505, "existing_files_count", Int(), "Existing entry count"),
              Required(506, "deleted_files_count", Int(), "Deleted entry count"),
              Required(512, "added_rows_count", Long(), "Added rows count"),
              Required(513, "existing_rows_count", Long(), "Existing rows count"),
              Required(514, "deleted_rows_count", Long(), "Deleted rows count"),
              Optional(507, "partitions", ListOf(508, FieldSummaryType()), "Summary for each partition"),
              Optional(519, "key_metadata", Binary(), "Encryption key metadata blob"),
          }};
}

}  // namespace lakeport::iceberg
