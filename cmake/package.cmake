# SPDX-License-Identifier: MIT
# The Debian package: tools/package builds it. Its version of the symbols for a debugger is a package of its own.
set(PACKAGE_CONTACT "dmarcstat <root@localhost>" CACHE STRING "Who answers for the package: NAME <ADDRESS>")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dmarcstat)
set(CPACK_PACKAGE_CONTACT "${PACKAGE_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "DMARC aggregate report receiver and analyzer")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Reads the reports that mail servers send to domains with a DMARC record, from
mailboxes, files and folders, in a jail without files and network; keeps every
fact of them in one SQLite database; and says who sends mail as these domains,
whether it passes, what fails, and what to do about it: in the terminal, as CSV
and JSON, and as web pages.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, publicsuffix")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "curl, jq") # for token_command
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
set(CPACK_STRIP_FILES OFF) # its symbols are taken out of it first

# /etc is not below the prefix
set(CPACK_SET_DESTDIR ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(deb ${PROJECT_SOURCE_DIR}/packaging/deb)
configure_file(${deb}/changelog.in ${PROJECT_BINARY_DIR}/deb/changelog @ONLY)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${deb}/conffiles ${deb}/postinst ${deb}/prerm ${deb}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS ${deb}/files.cmake)
set(CPACK_DEB_CHANGELOG ${PROJECT_BINARY_DIR}/deb/changelog)
set(CPACK_DEB_FOLDER ${deb})
set(CPACK_DEB_SOURCE ${PROJECT_SOURCE_DIR})
include(CPack)
