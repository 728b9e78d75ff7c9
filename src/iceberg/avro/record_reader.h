#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/avro/schema.h"

namespace lakeport::iceberg::avro {

template <typename T>
using ReadInto = std::function<void(Decoder&, T*)>;

// One field that a reader asks for. `bind` says how a value of the file's type is read, or fails with CorruptData when
// a value of that type is of no use; null and unions with null are dealt with before.
template <typename T>
struct FieldRule {
  int32_t id = 0;
  std::string name;
  bool required = false;
  std::function<Result<ReadInto<T>>(const Schema& type)> bind;
};

// Where a field of the file's record goes.
struct FieldMatch {
  static constexpr size_t kNobody = static_cast<size_t>(-1);
  const Field* field = nullptr;
  size_t rule = kNobody;          // kNobody: skipped
  const Schema* value = nullptr;  // the type but for null
  bool nullable = false;          // a union of null and `value`
};

struct FieldKey {
  int32_t id;
  const std::string* name;
  bool required;
};

// Matches by field id; a field without one by name. CorruptData when `record` is no record, lacks a required field or
// has one twice; Unsupported when a field that is asked for is a union of several types.
Result<std::vector<FieldMatch>> MatchFields(const Schema& record, const std::vector<FieldKey>& keys);

// Puts records of a file into T's, whatever the order and the names of the file's schema (Avro specification 1.11,
// "Schema Resolution", by field ids). A field that is null or not in the file leaves T as it is.
template <typename T>
class RecordReader {
 public:
  static Result<RecordReader> Make(const Schema& record, const std::vector<FieldRule<T>>& rules) {
    std::vector<FieldKey> keys;
    for (const auto& rule : rules) keys.push_back({rule.id, &rule.name, rule.required});
    LP_ASSIGN(auto matches, MatchFields(record, keys));
    RecordReader reader;
    for (const FieldMatch& match : matches) {
      Step step{match.field->type.get(), match.nullable, false, {}};
      if (match.rule != FieldMatch::kNobody) {
        const auto& rule = rules[match.rule];
        LP_ASSIGN(step.read, rule.bind(*match.value), "reading the Avro field \"{}\"", match.field->name);
        step.required = rule.required;
      }
      reader.steps_.push_back(std::move(step));
    }
    return reader;
  }

  // The schema given to Make must still live.
  void Read(Decoder& decoder, T* out) const {
    for (const Step& step : steps_) {
      if (!step.read) {
        decoder.Skip(*step.type);
        continue;
      }
      if (step.nullable && step.type->children[decoder.Branch(*step.type)]->kind == Kind::kNull) {
        if (step.required) decoder.Fail("null where a value is required");
        continue;
      }
      step.read(decoder, out);
    }
  }

 private:
  struct Step {
    const Schema* type;
    bool nullable;
    bool required;
    ReadInto<T> read;
  };
  std::vector<Step> steps_;
};

// A rule for a value that is read the same way in each of `kinds`.
template <typename T>
FieldRule<T> Simple(int32_t id, std::string name, bool required, std::initializer_list<Kind> kinds, ReadInto<T> read) {
  auto bind = [kinds = std::vector<Kind>(kinds), read = std::move(read)](const Schema& type) -> Result<ReadInto<T>> {
    for (Kind kind : kinds) {
      if (type.kind == kind) return read;
    }
    return CorruptData("a value of the Avro type {} is of no use here", ToString(type.kind));
  };
  return {id, std::move(name), required, std::move(bind)};
}

}  // namespace lakeport::iceberg::avro
