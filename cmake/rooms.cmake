# SPDX-License-Identifier: MIT
# room(NAME SOURCES... USES rooms... LIBRARIES targets... [RESOURCES files...])
#
# One static library for each folder of src/. USES names the rooms it may call; tests/house checks that no file includes
# a header of another room, and a call into one does not link. RESOURCES, paths within the folder, are built into the
# program as GResource "/dmarcstat/PATH".
function(room NAME)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;LIBRARIES;RESOURCES" ${ARGN})
  if(ROOM_RESOURCES)
    room_resources(${NAME} generated ${ROOM_RESOURCES})
    list(APPEND ROOM_SOURCES ${generated})
  endif()
  add_library(room_${NAME} STATIC ${ROOM_SOURCES})
  target_include_directories(room_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  target_link_libraries(room_${NAME} PUBLIC PkgConfig::GLIB PRIVATE ${ROOM_LIBRARIES})
  foreach(other ${ROOM_USES})
    target_link_libraries(room_${NAME} PUBLIC room_${other})
  endforeach()
endfunction()

# NAME_resources.c and .h of the files; their paths in the variable OUT.
function(room_resources NAME OUT)
  set(files "")
  foreach(file ${ARGN})
    string(APPEND files "    <file>${file}</file>\n")
  endforeach()
  set(bundle ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.gresource.xml)
  file(CONFIGURE OUTPUT ${bundle} @ONLY CONTENT
       "<gresources>\n  <gresource prefix=\"/dmarcstat\">\n@files@  </gresource>\n</gresources>\n")
  list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE parts)
  foreach(kind source header)
    string(SUBSTRING ${kind} 0 1 ending)
    string(REPLACE s c ending ${ending})
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${NAME}_resources.${ending})
    add_custom_command(OUTPUT ${generated} DEPENDS ${bundle} ${parts}
      COMMAND ${GLIB_COMPILE_RESOURCES} --generate-${kind} --manual-register --c-name dmarcstat_${NAME}
              --sourcedir=${CMAKE_CURRENT_SOURCE_DIR} --target=${generated} ${bundle})
    list(APPEND all ${generated})
  endforeach()
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${NAME}_resources.c PROPERTIES COMPILE_OPTIONS "-w")
  set(${OUT} ${all} PARENT_SCOPE)
endfunction()
