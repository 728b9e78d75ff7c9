#include "formats/rows/julian.h"

#include <algorithm>
#include <chrono>

#include <arrow/buffer.h>
#include <arrow/type.h>

namespace lakeport::formats {
namespace {

constexpr int32_t kFirstGregorianDay = -141'427;  // 15 October 1582
constexpr int64_t kDaysToJulianDay = 2'440'588;   // from 1970-01-01
constexpr int64_t kJulianEra = 32'082;            // days from 1 March 4801 BC to the first Julian day
constexpr int64_t kSecondsPerDay = 86'400;

int64_t UnitsPerSecond(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND: return 1;
    case arrow::TimeUnit::MILLI: return 1'000;
    case arrow::TimeUnit::MICRO: return 1'000'000;
    case arrow::TimeUnit::NANO: return 1'000'000'000;
  }
  return 1;
}

int64_t FromJulianTime(int64_t time, int64_t per_day) {
  int64_t day = time / per_day - (time % per_day < 0 ? 1 : 0);
  if (day >= kFirstGregorianDay || day < INT32_MIN) return time;
  return time + (FromJulianDays(static_cast<int32_t>(day)) - day) * per_day;
}

// The values' buffer with `change` made to those before `first`; what stands in a null's place is changed as well.
template <typename Number, typename Change>
arrow::Result<std::shared_ptr<arrow::ArrayData>> Rebase(std::shared_ptr<arrow::ArrayData> data, Number first,
                                                        Change change) {
  const Number* begin = data->GetValues<Number>(1);
  bool old = std::any_of(begin, begin + data->length, [&](Number value) { return value < first; });
  if (!old) return data;
  ARROW_ASSIGN_OR_RAISE(auto buffer,
                        arrow::AllocateBuffer(static_cast<int64_t>(sizeof(Number)) * (data->offset + data->length)));
  auto* out = reinterpret_cast<Number*>(buffer->mutable_data());
  std::fill(out, out + data->offset, Number{});
  std::transform(begin, begin + data->length, out + data->offset,
                 [&](Number value) { return value < first ? change(value) : value; });
  auto changed = data->Copy();
  changed->buffers[1] = std::move(buffer);
  return changed;
}

}  // namespace

int32_t FromJulianDays(int32_t days) {
  int64_t since_era = days + kDaysToJulianDay + kJulianEra;
  if (days >= kFirstGregorianDay || since_era < 0) return days;
  int64_t years = (4 * since_era + 3) / 1461;
  int64_t day_of_year = since_era - 1461 * years / 4;
  int64_t months = (5 * day_of_year + 2) / 153;
  auto day = static_cast<unsigned>(day_of_year - (153 * months + 2) / 5);
  auto month = static_cast<unsigned>(months + 3 - 12 * (months / 10));
  auto year = static_cast<int>(years - 4800 + months / 10);
  std::chrono::sys_days first = std::chrono::year(year) / std::chrono::month(month) / 1;
  return static_cast<int32_t>(first.time_since_epoch().count()) + static_cast<int32_t>(day);
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> FromJulianCalendar(std::shared_ptr<arrow::ArrayData> data) {
  if (data->type->id() == arrow::Type::DATE32) return Rebase<int32_t>(data, kFirstGregorianDay, FromJulianDays);
  if (data->type->id() == arrow::Type::TIMESTAMP) {
    int64_t per_day = UnitsPerSecond(static_cast<const arrow::TimestampType&>(*data->type).unit()) * kSecondsPerDay;
    return Rebase<int64_t>(data, kFirstGregorianDay * per_day,
                           [&](int64_t time) { return FromJulianTime(time, per_day); });
  }
  std::shared_ptr<arrow::ArrayData> changed = data;
  for (size_t i = 0; i < data->child_data.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto child, FromJulianCalendar(data->child_data[i]));
    if (child == data->child_data[i]) continue;
    if (changed == data) changed = data->Copy();
    changed->child_data[i] = std::move(child);
  }
  return changed;
}

}  // namespace lakeport::formats
