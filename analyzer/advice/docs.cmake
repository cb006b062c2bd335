# cmake -DCRASHQL=program -DOUT=file -P docs.cmake: writes docs/advice.md.
execute_process(COMMAND ${CRASHQL} advise --list --format markdown
  OUTPUT_VARIABLE rules COMMAND_ERROR_IS_FATAL ANY)
file(READ ${CMAKE_CURRENT_LIST_DIR}/docs_head.md head)
file(WRITE ${OUT} "${head}${rules}")
