# lakeport_thrift_client(lakeport_hive_metastore_idl src/metastore/hive_metastore.thrift ThriftHiveMetastore)
#   generates the client of one Thrift service at build time and makes a static library of it. Its headers are included
#   as <NAME/SERVICE.h> with the library's name without "lakeport_", by the module that owns them only.
function(lakeport_thrift_client target idl service)
  string(REPLACE "lakeport_" "" folder "${target}")
  get_filename_component(stem "${idl}" NAME_WE)
  set(include_dir "${PROJECT_BINARY_DIR}/generated")
  set(out "${include_dir}/${folder}")
  file(MAKE_DIRECTORY "${out}")
  set(generated "${out}/${service}.cpp" "${out}/${service}.h" "${out}/${stem}_types.cpp" "${out}/${stem}_types.h")
  add_custom_command(
    OUTPUT ${generated}
    COMMAND "${LAKEPORT_THRIFT_COMPILER}" --gen cpp:no_skeleton -out "${out}" "${PROJECT_SOURCE_DIR}/${idl}"
    DEPENDS "${PROJECT_SOURCE_DIR}/${idl}"
    COMMENT "Thrift client of ${service}"
    VERBATIM)
  add_library(${target} STATIC ${generated})
  target_include_directories(${target} SYSTEM PUBLIC "${include_dir}")
  target_compile_options(${target} PRIVATE -w)
  target_link_libraries(${target} PUBLIC lakeport_thrift)
endfunction()
