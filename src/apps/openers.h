#pragma once

#include "browse/explore.h"
#include "config/config.h"

namespace lakeport::apps {

// Opens the sources, catalogs and stores of a configuration: all that name a location reach the storage accounts that
// it has connections for.
browse::Openers MakeOpeners(const config::Config& config);

}  // namespace lakeport::apps
