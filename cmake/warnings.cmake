# SPDX-License-Identifier: MIT
# How every file is compiled: warnings, hardening, and the sanitizers of the test build.
option(WERROR "Treat warnings as errors" OFF)
option(SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

add_compile_definitions(_GNU_SOURCE G_LOG_DOMAIN="dmarcstat" GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74)
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
                    -Wpointer-arith -Wformat=2 -Wvla -Wundef -fno-common -fstack-protector-strong)
if(WERROR)
  add_compile_options(-Werror)
endif()
if(SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(DMARCSTAT_SANITIZED=1)
else()
  add_compile_options(-fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now -Wl,--as-needed)
  add_compile_options($<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES C)
endif()
