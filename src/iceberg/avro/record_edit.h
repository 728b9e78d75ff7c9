#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/avro/encoder.h"
#include "iceberg/avro/schema.h"
#include "storage/file_io.h"

namespace lakeport::iceberg::avro {

// A record's bytes, of which single values are replaced and all others stay as they are, whoever wrote them.
class RecordEdit {
 public:
  // One value, wherever in the record it is nested.
  struct Value {
    int32_t id = 0;                 // of its field
    const Schema* type = nullptr;   // of what stands there; kNull for a null
    const Schema* field = nullptr;  // of its field: may be a union
    size_t begin = 0;               // with the union's branch
    size_t content = 0;             // behind it
    size_t end = 0;
  };

  // Values are found of fields with these ids. `record` outlives the edit.
  RecordEdit(const Schema& record, std::set<int32_t> ids) : record_(record), ids_(std::move(ids)) {}

  // Takes the next record of `block`, which `decoder` reads.
  Status Read(Decoder& decoder, std::string_view block);

  const std::vector<Value>& values() const { return values_; }  // in their order
  const Value* Find(int32_t id) const;                          // the first; nullptr: there is none
  std::string_view Bytes(const Value& value) const;             // of a string or of bytes; else ""
  Result<int64_t> Long(const Value& value) const;               // CorruptData when it is no number

  // What stands in a value's place. A null, or a union's other branch, is replaced too. CorruptData when the field
  // can't hold such a value.
  Status SetBytes(const Value& value, std::string_view bytes);
  Status SetLong(const Value& value, int64_t number);
  Status SetNull(const Value& value);

  void AppendTo(Encoder& encoder) const;

 private:
  // A block of an array or a map that says how many bytes it has, which an edit makes wrong.
  struct SizedBlock {
    size_t header = 0;
    size_t begin = 0;
    size_t end = 0;
    int64_t count = 0;
  };
  struct Splice {
    size_t end = 0;
    std::string bytes;
  };

  void Walk(Decoder& decoder, const Schema& schema);
  void WalkField(Decoder& decoder, const Field& field);
  void WalkItems(Decoder& decoder, const Schema& schema);
  Status Set(const Value& value, std::initializer_list<Kind> kinds, const std::function<void(Encoder&)>& encode);

  const Schema& record_;
  const std::set<int32_t> ids_;
  std::string_view block_;
  size_t begin_ = 0;
  size_t end_ = 0;
  std::vector<Value> values_;
  std::vector<SizedBlock> sized_;
  std::map<size_t, Splice> splices_;  // by where they begin
};

// Writes a container file anew, each record as `edit` leaves it; header and codec stay. The length of the new file, in
// bytes. `edit` sees the values of fields with the ids.
Result<int64_t> EditContainer(std::unique_ptr<storage::InputFile> from, std::unique_ptr<storage::OutputFile> to,
                              const std::set<int32_t>& ids, const std::function<Status(RecordEdit&)>& edit);

}  // namespace lakeport::iceberg::avro
