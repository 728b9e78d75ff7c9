#include "formats/serde.h"

#include <array>

#include "formats/serde/avro_serde.h"
#include "formats/serde/csv_serde.h"
#include "formats/serde/json_serde.h"
#include "formats/serde/regex_serde.h"
#include "formats/serde/text_serde.h"

namespace lakeport::formats {
namespace {

constexpr std::string_view kTextInput = "org.apache.hadoop.mapred.TextInputFormat";
constexpr std::string_view kAvroInput = "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat";

struct SerdeRule {
  std::string_view serde;
  std::string_view input_format;
  Result<std::shared_ptr<const Serde>> (*make)(const SerdeDescription&);
};

constexpr std::array kSerdes = {
    SerdeRule{"org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", kTextInput, MakeTextSerde},
    SerdeRule{"org.apache.hadoop.hive.serde2.OpenCSVSerde", kTextInput, MakeCsvSerde},
    SerdeRule{"com.bizo.hive.serde.csv.CSVSerde", kTextInput, MakeCsvSerde},
    SerdeRule{"org.apache.hive.hcatalog.data.JsonSerDe", kTextInput, MakeHcatalogJsonSerde},
    SerdeRule{"org.apache.hadoop.hive.serde2.JsonSerDe", kTextInput, MakeHiveJsonSerde},
    SerdeRule{"org.openx.data.jsonserde.JsonSerDe", kTextInput, MakeOpenxJsonSerde},
    SerdeRule{"org.apache.hadoop.hive.serde2.RegexSerDe", kTextInput, MakeRegexSerde},
    SerdeRule{"org.apache.hadoop.hive.contrib.serde2.RegexSerDe", kTextInput, MakeRegexSerde},
    SerdeRule{"org.apache.hadoop.hive.serde2.avro.AvroSerDe", kAvroInput, MakeAvroSerde},
};

}  // namespace

Result<std::shared_ptr<const Serde>> Serde::Make(const SerdeDescription& description) {
  for (const SerdeRule& rule : kSerdes) {
    if (rule.serde != description.serde) continue;
    if (!description.input_format.empty() && description.input_format != rule.input_format) {
      return Unsupported("files of {} with {} are not read here: use the spark executor", description.input_format,
                         description.serde);
    }
    LP_ASSIGN(auto serde, rule.make(description), "setting up {}", description.serde);
    return serde;
  }
  return Unsupported("files of {} are not read here: use the spark executor", description.serde);
}

}  // namespace lakeport::formats
