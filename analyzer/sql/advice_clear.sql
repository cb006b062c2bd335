DELETE FROM advice;
