#include "hive/source.h"

#include "hivetype/name.h"

namespace lakeport::hive {

bool Table::is_transactional() const {
  auto parameter = parameters.find("transactional");
  return parameter != parameters.end() && LowerName(parameter->second) == "true";
}

}  // namespace lakeport::hive
