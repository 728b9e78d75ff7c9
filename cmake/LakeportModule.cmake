# lakeport_module(queue DEPENDS base db LINK fmt::fmt)
#   src/queue/**/*.cc but for test/ and testing/ -> library lakeport_queue
#   src/queue/**/test/*_test.cc                  -> one test program, queue_test
#   src/queue/testing/NAME_main.cc               -> program NAME, which queue_test starts
# A module of headers alone is an INTERFACE library.
# DEPENDS must equal the module's line in tools/layers.txt (tools/check_layers.py compares them).
function(lakeport_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK;TEST_LINK" ${ARGN})
  set(folder "${PROJECT_SOURCE_DIR}/src/${name}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cc")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "/(test|testing)/[^/]*$")
  list(FILTER tests INCLUDE REGEX "/test/[^/]*_test\\.cc$")
  list(TRANSFORM ARG_DEPENDS PREPEND lakeport_)

  if(sources)
    add_library(lakeport_${name} STATIC ${sources})
    target_include_directories(lakeport_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(lakeport_${name} PUBLIC ${ARG_DEPENDS} ${ARG_LINK} PRIVATE lakeport_warnings)
  else()
    add_library(lakeport_${name} INTERFACE)
    target_include_directories(lakeport_${name} INTERFACE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(lakeport_${name} INTERFACE ${ARG_DEPENDS} ${ARG_LINK})
  endif()

  if(BUILD_TESTING AND tests)
    add_executable(${name}_test ${tests})
    list(TRANSFORM ARG_TEST_LINK PREPEND lakeport_)
    target_link_libraries(${name}_test PRIVATE lakeport_${name} ${ARG_TEST_LINK} lakeport_source_tree lakeport_warnings
                          GTest::gmock_main)
    target_link_options(${name}_test PRIVATE -Wl,--exclude-libs,ALL)
    file(GLOB programs CONFIGURE_DEPENDS "${folder}/testing/*_main.cc")
    foreach(source ${programs})
      string(REGEX REPLACE ".*/([^/]+)_main\\.cc" "\\1" program "${source}")
      add_executable(${program} ${source})
      target_link_libraries(${program} PRIVATE lakeport_${name} ${ARG_TEST_LINK} lakeport_warnings)
      target_link_options(${program} PRIVATE -Wl,--exclude-libs,ALL)
      add_dependencies(${name}_test ${program})
    endforeach()
    gtest_discover_tests(${name}_test PROPERTIES LABELS unit DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()
