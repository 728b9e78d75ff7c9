#include "hive/storage_format.h"

#include <array>

#include "hivetype/name.h"

namespace lakeport::hive {
namespace {

struct ClassRule {
  std::string_view input_format;
  std::string_view serde;  // empty: any
  StorageFormat format;
};

constexpr std::string_view kTextInput = "org.apache.hadoop.mapred.TextInputFormat";

// The first rule that fits decides.
constexpr std::array kClassRules = {
    ClassRule{"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat", "", StorageFormat::kParquet},
    ClassRule{"parquet.hive.MapredParquetInputFormat", "", StorageFormat::kParquet},
    ClassRule{"parquet.hive.DeprecatedParquetInputFormat", "", StorageFormat::kParquet},
    ClassRule{"org.apache.hadoop.hive.ql.io.orc.OrcInputFormat", "", StorageFormat::kOrc},
    ClassRule{"org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat", "", StorageFormat::kAvro},
    ClassRule{"org.apache.hadoop.mapred.SequenceFileInputFormat", "", StorageFormat::kSequenceFile},
    ClassRule{"org.apache.hadoop.hive.ql.io.RCFileInputFormat", "", StorageFormat::kRcFile},
    ClassRule{kTextInput, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", StorageFormat::kText},
    ClassRule{kTextInput, "org.apache.hadoop.hive.serde2.OpenCSVSerde", StorageFormat::kCsv},
    ClassRule{kTextInput, "com.bizo.hive.serde.csv.CSVSerde", StorageFormat::kCsv},
    ClassRule{kTextInput, "org.apache.hive.hcatalog.data.JsonSerDe", StorageFormat::kJson},
    ClassRule{kTextInput, "org.apache.hadoop.hive.serde2.JsonSerDe", StorageFormat::kJson},
    ClassRule{kTextInput, "org.openx.data.jsonserde.JsonSerDe", StorageFormat::kJson},
    ClassRule{kTextInput, "org.apache.hadoop.hive.serde2.RegexSerDe", StorageFormat::kRegex},
    ClassRule{kTextInput, "org.apache.hadoop.hive.contrib.serde2.RegexSerDe", StorageFormat::kRegex},
};

struct NameRule {
  std::string_view text;
  StorageFormat format;
};

constexpr std::array kExtensions = {
    NameRule{".parquet", StorageFormat::kParquet}, NameRule{".parq", StorageFormat::kParquet},
    NameRule{".orc", StorageFormat::kOrc},         NameRule{".avro", StorageFormat::kAvro},
    NameRule{".csv", StorageFormat::kCsv},         NameRule{".json", StorageFormat::kJson},
    NameRule{".txt", StorageFormat::kText},        NameRule{".seq", StorageFormat::kSequenceFile},
    NameRule{".rc", StorageFormat::kRcFile},
};

constexpr std::array kMagics = {
    NameRule{"PAR1", StorageFormat::kParquet},     NameRule{"PARE", StorageFormat::kParquet},
    NameRule{"ORC", StorageFormat::kOrc},          NameRule{std::string_view("Obj\x01", 4), StorageFormat::kAvro},
    NameRule{"SEQ", StorageFormat::kSequenceFile}, NameRule{"RCF", StorageFormat::kRcFile},
};

}  // namespace

std::string_view ToString(StorageFormat format) {
  switch (format) {
    case StorageFormat::kParquet: return "Parquet";
    case StorageFormat::kOrc: return "ORC";
    case StorageFormat::kAvro: return "Avro";
    case StorageFormat::kText: return "text";
    case StorageFormat::kCsv: return "CSV";
    case StorageFormat::kJson: return "JSON";
    case StorageFormat::kRegex: return "Regex";
    case StorageFormat::kSequenceFile: return "SequenceFile";
    case StorageFormat::kRcFile: return "RCFile";
    case StorageFormat::kUnknown: return "unknown";
  }
  return "unknown";
}

StorageFormat ToStorageFormat(std::string_view input_format, std::string_view serde) {
  for (const ClassRule& rule : kClassRules) {
    if (rule.input_format == input_format && (rule.serde.empty() || rule.serde == serde)) return rule.format;
  }
  return StorageFormat::kUnknown;
}

StorageFormat FormatByExtension(std::string_view file_name) {
  std::string lower = LowerName(file_name);
  for (const NameRule& rule : kExtensions) {
    if (lower.ends_with(rule.text)) return rule.format;
  }
  return StorageFormat::kUnknown;
}

StorageFormat FormatByMagic(std::string_view first_bytes) {
  for (const NameRule& rule : kMagics) {
    if (first_bytes.starts_with(rule.text)) return rule.format;
  }
  return StorageFormat::kUnknown;
}

}  // namespace lakeport::hive
