#include "iceberg/testing/catalog_suite.h"

#include "catalogs/test/hadoop_place.h"
#include "catalogs/test/hive_place.h"
#include "catalogs/test/rest_place.h"
#include "catalogs/test/sql_place.h"

namespace lakeport::iceberg {

constexpr auto NameOf = [](const auto& factory) { return factory.param.name; };

INSTANTIATE_TEST_SUITE_P(Sql, CatalogSuite, testing::ValuesIn(catalogs::SqlFactories()), NameOf);
INSTANTIATE_TEST_SUITE_P(Hive, CatalogSuite, testing::ValuesIn(catalogs::HiveFactories()), NameOf);
INSTANTIATE_TEST_SUITE_P(Hadoop, CatalogSuite, testing::ValuesIn(catalogs::HadoopFactories()), NameOf);
INSTANTIATE_TEST_SUITE_P(Rest, CatalogSuite, testing::ValuesIn(catalogs::RestFactories()), NameOf);

}  // namespace lakeport::iceberg
