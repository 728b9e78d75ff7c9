#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/footer.h"
#include "formats/row_reader.h"

namespace lakeport::formats {

// A column as the metastore has it.
struct SerdeColumn {
  std::string name;
  std::string type;  // Hive's own text: "array<struct<a:int>>"
};

// How Hive reads the row-oriented files of one table or partition.
struct SerdeDescription {
  std::string input_format{};  // both by their Java class
  std::string serde{};
  std::vector<SerdeColumn> columns{};  // without partition keys. A partition's own, where it has some
  std::map<std::string, std::string> serde_properties{};
  // Count for more than the SerDe's own of the same key, as in Hive. A partition's are to be put over the table's.
  std::map<std::string, std::string> table_properties{};
  std::string avro_schema{};  // what lies at FindAvroSchemaUrl, when there is one
};

// "avro.schema.url" of an Avro table without "avro.schema.literal": what is there is to be put into `avro_schema`.
std::optional<std::string> FindAvroSchemaUrl(const SerdeDescription& description);

// Reads what Hive's text, CSV, JSON, Regex and Avro SerDes read, into the values that Spark gives for the same table:
// what can't be parsed is null where Hive says so, and an error where Hive's query fails. Immutable; safe from several
// threads.
class Serde {
 public:
  // Pure: nothing is read. Unsupported, with the SerDe's class and "use the spark executor", for SerDes that are not
  // read here (SequenceFile, RCFile, ...) and for properties of known ones that are not, by name. InvalidArgument for a
  // type that is none.
  static Result<std::shared_ptr<const Serde>> Make(const SerdeDescription& description);
  virtual ~Serde() = default;

  // What the files hold, as Hive says: it need not be what the metastore's columns say. OpenCSVSerde makes everything
  // a string; Avro's columns are those of its schema. CompareSchemas takes these in a FileFooter.
  virtual const std::vector<FileColumn>& columns() const = 0;

  // True when parts of such a file can be read each on its own: not when it is compressed as a whole, nor with lines to
  // leave out at its end.
  virtual bool IsSplittable(std::string_view file_name) const = 0;

  // The rows that begin in `range`, in the file's order; the file's name says how it is compressed (.gz, .bz2, .zst,
  // .snappy, .lz4, .deflate). Columns are found by name through options.mapping. Unsupported when they can't become the
  // schema's.
  virtual Result<std::unique_ptr<RowReader>> Open(std::shared_ptr<const storage::InputFile> file,
                                                  RowReaderOptions options, FileRange range = {}) const = 0;
};

}  // namespace lakeport::formats
