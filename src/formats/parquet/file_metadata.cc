#include "formats/parquet/file_metadata.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "formats/parquet/compact_reader.h"

namespace lakeport::formats {
namespace {

constexpr size_t kMaxElements = 100'000;

struct ConvertedType {
  ParquetMeaning meaning = ParquetMeaning::kOther;
  ParquetUnit unit = ParquetUnit::kMillis;
  int32_t bit_width = 0;
  bool is_signed = true;
};

// By the ordinals of parquet.thrift's ConvertedType.
constexpr std::array<ConvertedType, 22> kConvertedTypes = {{
    {ParquetMeaning::kString},
    {ParquetMeaning::kMap},
    {ParquetMeaning::kMapKeyValue},
    {ParquetMeaning::kList},
    {ParquetMeaning::kEnum},
    {ParquetMeaning::kDecimal},
    {ParquetMeaning::kDate},
    {ParquetMeaning::kTime, ParquetUnit::kMillis},
    {ParquetMeaning::kTime, ParquetUnit::kMicros},
    {ParquetMeaning::kTimestamp, ParquetUnit::kMillis},
    {ParquetMeaning::kTimestamp, ParquetUnit::kMicros},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 8, false},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 16, false},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 32, false},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 64, false},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 8, true},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 16, true},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 32, true},
    {ParquetMeaning::kInteger, ParquetUnit::kMillis, 64, true},
    {ParquetMeaning::kJson},
    {ParquetMeaning::kBson},
    {ParquetMeaning::kInterval},
}};

// By the field ids of parquet.thrift's union LogicalType; those that carry nothing of interest beyond their kind.
ParquetMeaning LogicalMeaning(int16_t field_id) {
  switch (field_id) {
    case 1: return ParquetMeaning::kString;
    case 2: return ParquetMeaning::kMap;
    case 3: return ParquetMeaning::kList;
    case 4: return ParquetMeaning::kEnum;
    case 5: return ParquetMeaning::kDecimal;
    case 6: return ParquetMeaning::kDate;
    case 7: return ParquetMeaning::kTime;
    case 8: return ParquetMeaning::kTimestamp;
    case 10: return ParquetMeaning::kInteger;
    case 11: return ParquetMeaning::kNull;
    case 12: return ParquetMeaning::kJson;
    case 13: return ParquetMeaning::kBson;
    case 14: return ParquetMeaning::kUuid;
    default: return ParquetMeaning::kOther;
  }
}

void ReadTimeField(CompactReader& reader, int16_t id, ParquetAnnotation* annotation) {
  if (id == 1) {
    annotation->adjusted_to_utc = reader.ReadBool();
    return;
  }
  if (id != 2) return reader.Skip();
  reader.ReadStructField([&](int16_t unit) {
    if (unit == 2) annotation->unit = ParquetUnit::kMicros;
    if (unit == 3) annotation->unit = ParquetUnit::kNanos;
    reader.Skip();
  });
}

ParquetAnnotation ReadLogicalType(CompactReader& reader) {
  ParquetAnnotation annotation;
  reader.ReadStructField([&](int16_t kind) {
    annotation.meaning = LogicalMeaning(kind);
    reader.ReadStructField([&](int16_t id) {
      switch (annotation.meaning) {
        case ParquetMeaning::kDecimal: (id == 1 ? annotation.scale : annotation.precision) = reader.ReadI32(); return;
        case ParquetMeaning::kTime:
        case ParquetMeaning::kTimestamp: return ReadTimeField(reader, id, &annotation);
        case ParquetMeaning::kInteger:
          if (id == 1) annotation.bit_width = reader.ReadI8();
          if (id == 2) annotation.is_signed = reader.ReadBool();
          if (id > 2) reader.Skip();
          return;
        default: return reader.Skip();
      }
    });
  });
  return annotation;
}

template <typename Enum>
Enum ReadEnum(CompactReader& reader, Enum last) {
  int32_t ordinal = reader.ReadI32();
  if (ordinal >= 0 && ordinal <= static_cast<int32_t>(last)) return static_cast<Enum>(ordinal);
  reader.Fail("a type or repetition has an unknown number");
  return last;
}

// What converted_type, precision and scale say. A logical type, where there is one, says it better.
ParquetAnnotation FromConvertedType(int32_t ordinal, int32_t precision, int32_t scale) {
  ParquetAnnotation annotation;
  ConvertedType converted;
  if (ordinal >= 0 && ordinal < static_cast<int32_t>(kConvertedTypes.size())) {
    converted = kConvertedTypes[static_cast<size_t>(ordinal)];
  }
  annotation.meaning = converted.meaning;
  annotation.unit = converted.unit;
  annotation.bit_width = converted.bit_width;
  annotation.is_signed = converted.is_signed;
  annotation.precision = precision;
  annotation.scale = scale;
  return annotation;
}

ParquetElement ReadElement(CompactReader& reader) {
  ParquetElement element;
  std::optional<int32_t> converted;
  int32_t precision = 0;
  int32_t scale = 0;
  reader.ReadStructField([&](int16_t id) {
    switch (id) {
      case 1: element.type = ReadEnum(reader, ParquetType::kFixed); return;
      case 2: element.type_length = reader.ReadI32(); return;
      case 3: element.repetition = ReadEnum(reader, ParquetRepetition::kRepeated); return;
      case 4: element.name = reader.ReadBinary(); return;
      case 5: element.child_count = reader.ReadI32(); return;
      case 6: converted = reader.ReadI32(); return;
      case 7: scale = reader.ReadI32(); return;
      case 8: precision = reader.ReadI32(); return;
      case 9: element.field_id = reader.ReadI32(); return;
      case 10: element.annotation = ReadLogicalType(reader); return;
      default: return reader.Skip();
    }
  });
  bool logical =
      element.annotation.meaning != ParquetMeaning::kNone && element.annotation.meaning != ParquetMeaning::kOther;
  if (!logical && converted) element.annotation = FromConvertedType(*converted, precision, scale);
  return element;
}

void ReadStatistics(CompactReader& reader, ParquetStatistics* statistics) {
  reader.ReadStructField([&](int16_t id) {
    switch (id) {
      case 1: statistics->old_max = reader.ReadBinary(); return;
      case 2: statistics->old_min = reader.ReadBinary(); return;
      case 3: statistics->null_count = reader.ReadI64(); return;
      case 5: statistics->max = reader.ReadBinary(); return;
      case 6: statistics->min = reader.ReadBinary(); return;
      default: return reader.Skip();
    }
  });
}

void ReadColumnMetaData(CompactReader& reader, ParquetChunk* chunk) {
  reader.ReadStructField([&](int16_t id) {
    switch (id) {
      case 5: chunk->value_count = reader.ReadI64(); return;
      case 7: chunk->compressed_size = reader.ReadI64(); return;
      case 9: chunk->data_page_offset = reader.ReadI64(); return;
      case 11: chunk->dictionary_page_offset = reader.ReadI64(); return;
      case 12: return ReadStatistics(reader, &chunk->statistics);
      default: return reader.Skip();
    }
  });
}

ParquetChunk ReadChunk(CompactReader& reader) {
  ParquetChunk chunk;
  bool described = false;
  reader.ReadStructField([&](int16_t id) {
    switch (id) {
      case 1: chunk.file_path = reader.ReadBinary(); return;
      case 3: described = true; return ReadColumnMetaData(reader, &chunk);
      case 8:
      case 9: chunk.encrypted = true; return reader.Skip();
      default: return reader.Skip();
    }
  });
  if (!described && !chunk.encrypted) reader.Fail("a column chunk has no metadata");
  return chunk;
}

Status Check(const CompactReader& reader) {
  if (reader.ok()) return Ok();
  return CorruptData("the Parquet metadata is damaged: {}, at byte {} of the footer", reader.failure(),
                     reader.position());
}

}  // namespace

std::optional<std::string_view> ParquetMetadata::FindNote(std::string_view key) const {
  auto found = std::find_if(notes_.begin(), notes_.end(), [&](const auto& note) { return note.first == key; });
  return found == notes_.end() ? std::nullopt : std::optional(found->second);
}

Result<ParquetMetadata> ParquetMetadata::Decode(std::string_view bytes) {
  ParquetMetadata metadata;
  bool too_many = false;
  CompactReader reader(bytes);
  reader.ReadStruct([&](int16_t id) {
    switch (id) {
      case 2:
        return reader.ReadList([&](size_t index) {
          too_many = index >= kMaxElements;
          if (too_many) return reader.Fail("it has too many columns");
          metadata.elements_.push_back(ReadElement(reader));
        });
      case 3: metadata.row_count_ = reader.ReadI64(); return;
      case 4: metadata.row_groups_ = reader.SkipToView(); return;
      case 5:
        return reader.ReadList([&](size_t) {
          auto& note = metadata.notes_.emplace_back();
          reader.ReadStructField([&](int16_t member) {
            if (member == 1) {
              note.first = reader.ReadBinary();
            } else if (member == 2) {
              note.second = reader.ReadBinary();
            } else {
              reader.Skip();
            }
          });
        });
      case 6: metadata.created_by_ = reader.ReadBinary(); return;
      case 7:
        metadata.has_orders_ = true;
        return reader.ReadList([&](size_t) {
          bool by_type = false;
          reader.ReadStructField([&](int16_t order) {
            by_type = order == 1;
            reader.Skip();
          });
          metadata.type_orders_.push_back(by_type);
        });
      case 8: metadata.encrypted_ = true; return reader.Skip();
      default: return reader.Skip();
    }
  });
  if (too_many) return Unsupported("the Parquet file has more than {} columns", kMaxElements);
  LP_TRY(Check(reader));
  if (metadata.elements_.empty()) return CorruptData("the Parquet metadata has no schema");
  if (metadata.row_count_ < 0) return CorruptData("the Parquet metadata claims {} rows", metadata.row_count_);
  return metadata;
}

bool ParquetMetadata::has_type_order(size_t leaf) const {
  return !has_orders_ || (leaf < type_orders_.size() && type_orders_[leaf]);
}

Status ParquetMetadata::VisitRowGroups(const RowGroupVisitor& visitor) const {
  if (row_groups_.empty()) return Ok();
  CompactReader reader(row_groups_);
  reader.StandBeforeList();
  Status status;
  auto note = [&](Status result) {
    if (result.ok()) return;
    if (status.ok() && reader.ok()) status = std::move(result);
    reader.Fail("");
  };
  reader.ReadList([&](size_t) {
    size_t column_count = 0;
    int64_t row_count = 0;
    reader.ReadStructField([&](int16_t id) {
      switch (id) {
        case 1:
          return reader.ReadList([&](size_t column) {
            ParquetChunk chunk = ReadChunk(reader);
            column_count = column + 1;
            if (reader.ok()) note(visitor.on_chunk(column, chunk));
          });
        case 3: row_count = reader.ReadI64(); return;
        default: return reader.Skip();
      }
    });
    if (reader.ok()) note(visitor.on_row_group_end(column_count, row_count));
  });
  LP_TRY(std::move(status));
  return Check(reader);
}

}  // namespace lakeport::formats
