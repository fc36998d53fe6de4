"""Charts: data in, Plotly figures out."""
