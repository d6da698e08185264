# SPDX-License-Identifier: MIT
# What Debian wants beside what `cmake --install` brings: its documents, and manual pages that are compressed. CPack runs
# this once the files are in place. Everything is the same from one build to the next.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(doc ${root}/usr/share/doc/dmarcstat)
file(COPY_FILE ${CPACK_DEB_FOLDER}/copyright ${doc}/copyright)
file(COPY_FILE ${CPACK_DEB_SOURCE}/README.md ${doc}/README.md)
file(COPY_FILE ${CPACK_DEB_CHANGELOG} ${doc}/changelog.Debian)
file(COPY_FILE ${CPACK_DEB_SOURCE}/CHANGELOG.md ${doc}/changelog)
file(MAKE_DIRECTORY ${root}/usr/share/lintian/overrides)
file(COPY_FILE ${CPACK_DEB_FOLDER}/lintian-overrides ${root}/usr/share/lintian/overrides/dmarcstat)
file(GLOB compressed ${root}/usr/share/man/man*/*.[1578] ${doc}/changelog ${doc}/changelog.Debian)
foreach(file ${compressed})
  execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB_RECURSE all LIST_DIRECTORIES false ${root}/usr/share/* ${root}/etc/*)
file(CHMOD ${all} FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
