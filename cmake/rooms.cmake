# SPDX-License-Identifier: MIT
# room(NAME SOURCES... USES rooms... LIBRARIES targets... [RESOURCES bundle.gresource.xml])
#
# One static library for each folder of src/. USES names the rooms it may call; tests/house checks that no file includes
# a header of another room, and a call into one does not link.
function(room NAME)
  cmake_parse_arguments(ROOM "" "RESOURCES" "SOURCES;USES;LIBRARIES" ${ARGN})
  if(ROOM_RESOURCES)
    set(bundle ${CMAKE_CURRENT_SOURCE_DIR}/${ROOM_RESOURCES})
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${NAME}_resources.c)
    execute_process(COMMAND ${GLIB_COMPILE_RESOURCES} --generate-dependencies --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} ${bundle}
                    OUTPUT_VARIABLE parts OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REPLACE "\n" ";" parts "${parts}")
    add_custom_command(OUTPUT ${generated} DEPENDS ${bundle} ${parts}
      COMMAND ${GLIB_COMPILE_RESOURCES} --generate-source --manual-register --c-name dmarcstat_${NAME}
              --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} --target=${generated} ${bundle})
    set(header ${CMAKE_CURRENT_BINARY_DIR}/${NAME}_resources.h)
    add_custom_command(OUTPUT ${header} DEPENDS ${bundle}
      COMMAND ${GLIB_COMPILE_RESOURCES} --generate-header --manual-register --c-name dmarcstat_${NAME}
              --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} --target=${header} ${bundle})
    set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS "-w")
    list(APPEND ROOM_SOURCES ${generated} ${header})
  endif()
  add_library(room_${NAME} STATIC ${ROOM_SOURCES})
  target_include_directories(room_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  target_link_libraries(room_${NAME} PUBLIC PkgConfig::GLIB PRIVATE ${ROOM_LIBRARIES})
  foreach(other ${ROOM_USES})
    target_link_libraries(room_${NAME} PUBLIC room_${other})
  endforeach()
endfunction()
