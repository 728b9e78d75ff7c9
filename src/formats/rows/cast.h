#pragma once

#include <memory>

#include <arrow/array/data.h>
#include <arrow/result.h>
#include <arrow/type_fwd.h>

namespace lakeport::formats {

// Undoes what a file's writer asked of its readers beyond the data's own types: dictionaries, large offsets,
// extensions.
arrow::Result<std::shared_ptr<arrow::ArrayData>> ToPlainType(std::shared_ptr<arrow::ArrayData> data);

// The values as another primitive type. Fails rather than lose or bend a value; but nanoseconds are rounded down to
// microseconds, and a timestamp's zone is only a label.
arrow::Result<std::shared_ptr<arrow::ArrayData>> CastValues(std::shared_ptr<arrow::ArrayData> data,
                                                            const std::shared_ptr<arrow::DataType>& type);

// Text without the spaces at its end.
arrow::Result<std::shared_ptr<arrow::ArrayData>> TrimSpaces(const std::shared_ptr<arrow::ArrayData>& data);

}  // namespace lakeport::formats
